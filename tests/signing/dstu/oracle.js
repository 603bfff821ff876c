// jkurwa's word on fresh keys: curve, key, message, signature, one case a line.
// Run by test_jkurwa.py where npm has installed jkurwa and gost89: node oracle.js COUNT

const jkurwa = require("jkurwa");
const gost89 = require("gost89");

const { hash } = gost89.compat.algos();
for (const [name, oid] of [["DSTU_PB_257", 6], ["DSTU_PB_431", 9]]) {
  for (let i = 0; i < Number(process.argv[2]); i += 1) {
    const secret = jkurwa.std_curve(name).keygen();
    const message = Buffer.from(`message ${i} on ${name}`);
    const signature = secret.sign(hash(message), "le");
    const key = Buffer.from(secret.pub().serialize());
    console.log([oid, ...[key, message, signature].map((b) => b.toString("hex"))].join("\t"));
  }
}
