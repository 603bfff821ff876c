// Signs one document in many ways with the JDK's own XML signatures, for tests only.
// Usage: java MakeSignatures.java FOLDER

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.*;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.*;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

public class MakeSignatures {
    static final String TEXT =
        "<r xmlns='urn:one' xmlns:u='urn:unused' xmlns:b='urn:two' xml:lang='uk' xml:space='preserve'>\n"
        + " <b:x b:z='&quot;&#9;' a='1' Id='x'><!-- note -->text &amp; &gt; &#13;<?p q?>"
        + "<y xmlns=''><u:w u:k='b:v'/></y></b:x>\n <t Id='t'>0KHQv9C70LDRgtC40YLQuA==</t></r>";
    static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");
    static final KeyInfoFactory KEYS = FACTORY.getKeyInfoFactory();

    public static void main(String[] arguments) throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp384r1"));
        KeyPair rsaKey = rsa.generateKeyPair(), ecKey = ec.generateKeyPair();
        List<String> forms = List.of(
            CanonicalizationMethod.INCLUSIVE, CanonicalizationMethod.INCLUSIVE_WITH_COMMENTS,
            CanonicalizationMethod.EXCLUSIVE, CanonicalizationMethod.EXCLUSIVE_WITH_COMMENTS,
            "http://www.w3.org/2006/12/xml-c14n11", "http://www.w3.org/2006/12/xml-c14n11#WithComments");
        int number = 0;
        for (String info : forms) {
            for (String form : forms) {
                KeyPair key = number % 2 == 0 ? rsaKey : ecKey;
                String method = number % 2 == 0
                    ? "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
                    : "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
                sign(new File(arguments[0], number++ + ".xml"), key, info, method, form);
            }
        }
    }

    static void sign(File file, KeyPair key, String info, String method, String form) throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        Document document = builders.newDocumentBuilder().parse(
            new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8)));
        for (String name : List.of("x", "t")) {
            mark(document.getDocumentElement(), name);
        }
        DigestMethod digest = FACTORY.newDigestMethod(DigestMethod.SHA512, null);
        TransformParameterSpec none = null;
        Transform written = FACTORY.newTransform(form, none);
        Transform own = FACTORY.newTransform(Transform.ENVELOPED, none);
        Transform base64 = FACTORY.newTransform(Transform.BASE64, none);
        Transform outside = FACTORY.newTransform(Transform.XPATH, new XPathFilterParameterSpec(
            "not(ancestor-or-self::d:Signature)", Map.of("d", XMLSignature.XMLNS)));
        Transform filtered = FACTORY.newTransform(Transform.XPATH2, new XPathFilter2ParameterSpec(List.of(
            new XPathType("/descendant::d:Signature", XPathType.Filter.SUBTRACT, Map.of("d", XMLSignature.XMLNS)),
            new XPathType("//*[@Id='x']", XPathType.Filter.INTERSECT))));
        List<Reference> references = new ArrayList<>();
        references.add(FACTORY.newReference("", digest, List.of(own, written), null, null));
        references.add(FACTORY.newReference("", digest, List.of(outside), null, null));
        references.add(FACTORY.newReference("", digest, List.of(filtered, written), null, null));
        references.add(FACTORY.newReference("#x", digest));
        references.add(FACTORY.newReference("#x", digest, List.of(written), null, null));
        references.add(FACTORY.newReference("#xpointer(id('x'))", digest, List.of(written), null, null));
        references.add(FACTORY.newReference("#t", digest, List.of(base64), null, null));
        references.add(FACTORY.newReference("#o", digest, List.of(written), XMLObject(), null));
        Element held = document.createElementNS("urn:two", "b:held");
        held.setAttributeNS("urn:two", "b:k", "1");
        XMLObject object = FACTORY.newXMLObject(List.of(new DOMStructure(held)), "o", null, null);
        SignedInfo signed = FACTORY.newSignedInfo(
            FACTORY.newCanonicalizationMethod(info, (C14NMethodParameterSpec) null),
            FACTORY.newSignatureMethod(method, null), references);
        KeyInfo keyInfo = KEYS.newKeyInfo(List.of(KEYS.newKeyValue(key.getPublic())));
        DOMSignContext context = new DOMSignContext(key.getPrivate(), document.getDocumentElement());
        context.setDefaultNamespacePrefix("ds");
        FACTORY.newXMLSignature(signed, keyInfo, List.of(object), "s", null).sign(context);
        TransformerFactory.newInstance().newTransformer().transform(
            new DOMSource(document), new StreamResult(file));
    }

    static String XMLObject() {
        return XMLSignature.XMLNS + "Object";
    }

    static void mark(Element element, String name) {
        if (name.equals(element.getAttribute("Id"))) {
            element.setIdAttribute("Id", true);
        }
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                mark(inner, name);
            }
        }
    }
}
