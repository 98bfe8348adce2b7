// lib/index.js loads each file on first use, as aws-cdk-lib's own index does: importing the package costs
// half a millisecond, not the 44 ms of every CDK service module it touches. Runs once after each compile.
const fs = require('fs');

const file = 'lib/index.js';
let js = fs.readFileSync(file, 'utf8');
const names = [];
js = js.replace(/^var (\w+) = require\("(\.[^"]+)"\);$/gm, (_, name, from) => {
  names.push(name);
  return `var ${name} = () => { const m = require("${from}"); ${name} = () => m; return m; };`;
});
for (const name of names) {
  js = js.replaceAll(`return ${name}.`, `return ${name}().`);
}
// `import { X } from` works with what Node's lexer finds in the text. It finds `exports.X = void 0`, and takes X away
// again where it comes upon a getter that it does not know: in brackets, it does not see the getter.
js = js.replace(/^Object\.defineProperty\(exports, ("\w+"), \{ enumerable/gm, 'Object.defineProperty(exports, ($1), { enumerable');
if (names.length === 0 && /require\(/.test(js)) {
  throw new Error(`${file}: nothing to lazify; did jsii change its output, or was it lazified before?`);
}
fs.writeFileSync(file, js);
