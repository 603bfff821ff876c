// Bouncy Castle's word on fresh keys, base points, S-boxes and messages, one case a line:
//   signature  key  sbox  digest  message  signature  true|false
//   certificate  DER
// Run by test_bouncy_castle.py: java -cp bcprov.jar:bcpkix.jar Oracle.java SEED COUNT

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.ArrayList;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ua.DSTU4145BinaryField;
import org.bouncycastle.asn1.ua.DSTU4145NamedCurves;
import org.bouncycastle.asn1.ua.DSTU4145PointEncoder;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.util.Arrays;

public class Oracle {
    static final String ALGORITHMS = "1.2.804.2.1.1.1.1.3.1.1";
    static final HexFormat HEX = HexFormat.of();
    static Random source;
    static SecureRandom secure = new SecureRandom();

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        source = new Random(Long.parseLong(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        for (int i = 0; i < count; i++)
            for (int curve = 0; curve < 10; curve++)
                signature(new ASN1ObjectIdentifier(ALGORITHMS + ".2." + curve));
        for (int curve = 0; curve < 10; curve++)
            certificate(ALGORITHMS + ".2." + curve);
    }

    static BigInteger below(BigInteger n) {
        return new BigInteger(n.bitLength() - 2, source).add(BigInteger.ONE);
    }

    static void signature(ASN1ObjectIdentifier name) throws Exception {
        ECDomainParameters known = DSTU4145NamedCurves.getByOID(name);
        boolean fresh = source.nextBoolean(), explicit = fresh || source.nextBoolean();
        ECPoint base = fresh ? known.getG().multiply(below(known.getN())).normalize() : known.getG();
        ECDomainParameters domain =
            new ECDomainParameters(known.getCurve(), base, known.getN(), known.getH());
        BigInteger secret = below(domain.getN());
        ECPoint point = base.multiply(secret).negate().normalize();
        byte[] sbox = source.nextInt(3) == 0 ? sbox() : new byte[0];

        int kind = source.nextInt(4);
        byte[] message = new byte[source.nextInt(400)];
        source.nextBytes(message);
        byte[] digest = digested(kind, sbox, message);
        DSTU4145Signer signer = new DSTU4145Signer();
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(secret, domain), secure));
        BigInteger[] pair = signer.generateSignature(digest);
        if (source.nextInt(4) == 0)
            pair[source.nextInt(2)] = below(domain.getN());
        DSTU4145Signer verifier = new DSTU4145Signer();
        verifier.init(false, new ECPublicKeyParameters(point, domain));
        boolean good = verifier.verifySignature(digest, pair[0], pair[1]);

        int half = (domain.getN().bitLength() + 7) / 8 + source.nextInt(2);
        byte[] stored = Arrays.concatenate(little(pair[0], half), little(pair[1], half));
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(explicit ? binary(domain) : name);
        if (sbox.length > 0)
            parameters.add(new DEROctetString(sbox));
        SubjectPublicKeyInfo key = new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(ALGORITHMS), new DERSequence(parameters)),
            new DEROctetString(Arrays.reverse(DSTU4145PointEncoder.encodePoint(point))));
        String[] names = {"GOST34311", "KUPYNA256", "KUPYNA384", "KUPYNA512"};
        System.out.println(String.join("\t", "signature", HEX.formatHex(key.getEncoded()),
            HEX.formatHex(sbox), names[kind], HEX.formatHex(message), HEX.formatHex(stored),
            Boolean.toString(good)));
    }

    static DERSequence binary(ECDomainParameters domain) throws Exception {
        ECCurve.F2m curve = (ECCurve.F2m) domain.getCurve();
        int size = (curve.getFieldSize() + 7) / 8;
        int[] middle = {curve.getK1(), curve.getK2(), curve.getK3()};
        java.util.Arrays.sort(middle);
        DSTU4145BinaryField field = middle[1] == 0
            ? new DSTU4145BinaryField(curve.getM(), middle[2])
            : new DSTU4145BinaryField(curve.getM(), middle[0], middle[1], middle[2]);
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(field);
        parts.add(new ASN1Integer(curve.getA().toBigInteger()));
        parts.add(new DEROctetString(little(curve.getB().toBigInteger(), size)));
        parts.add(new ASN1Integer(domain.getN()));
        parts.add(new DEROctetString(Arrays.reverse(DSTU4145PointEncoder.encodePoint(domain.getG()))));
        return new DERSequence(parts);
    }

    static byte[] little(BigInteger number, int size) {
        byte[] big = number.toByteArray(), stored = new byte[size];
        for (int i = 0; i < big.length && i < size; i++)
            stored[i] = big[big.length - 1 - i];
        return stored;
    }

    static byte[] sbox() {
        byte[] packed = new byte[64];
        for (int row = 0; row < 8; row++) {
            List<Integer> nibbles = new ArrayList<>();
            for (int i = 0; i < 16; i++)
                nibbles.add(i);
            Collections.shuffle(nibbles, source);
            for (int i = 0; i < 8; i++)
                packed[8 * row + i] = (byte) (nibbles.get(2 * i) << 4 | nibbles.get(2 * i + 1));
        }
        return packed;
    }

    static byte[] digested(int kind, byte[] sbox, byte[] message) {
        byte[] packed = sbox.length > 0
            ? sbox : org.bouncycastle.asn1.ua.DSTU4145Params.getDefaultDKE();
        byte[] nibbles = new byte[128];
        for (int i = 0; i < 64; i++) {
            nibbles[2 * i] = (byte) (packed[i] >> 4 & 15);
            nibbles[2 * i + 1] = (byte) (packed[i] & 15);
        }
        Digest digest = kind == 0 ? new GOST3411Digest(nibbles) : new DSTU7564Digest(128 * (kind + 1));
        digest.update(message, 0, message.length);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }

    static void certificate(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DSTU4145", "BC");
        generator.initialize(new java.security.spec.ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        boolean big = source.nextBoolean();
        String named = big ? "GOST3411WITHDSTU4145" : "GOST3411WITHDSTU4145LE";
        Signature signature = Signature.getInstance(named, "BC");
        signature.initSign(pair.getPrivate());
        java.io.ByteArrayOutputStream stream = new java.io.ByteArrayOutputStream();
        ContentSigner signer = new ContentSigner() {
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return new AlgorithmIdentifier(
                    new ASN1ObjectIdentifier(big ? ALGORITHMS + ".1.1" : ALGORITHMS));
            }

            public java.io.OutputStream getOutputStream() {
                return stream;
            }

            public byte[] getSignature() {
                try {
                    signature.update(stream.toByteArray());
                    return signature.sign();
                } catch (java.security.SignatureException error) {
                    throw new IllegalStateException(error);
                }
            }
        };
        X500Name name = new X500Name("CN=" + curve);
        Date now = new Date();
        byte[] der = new X509v3CertificateBuilder(name, BigInteger.TEN, now, now, name,
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())).build(signer).getEncoded();
        System.out.println("certificate\t" + HEX.formatHex(der));
    }
}
