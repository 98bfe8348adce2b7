// An import resolver for which every relative path exists, so that the snippets may speak of files that do not.
const path = require('path');

exports.interfaceVersion = 2;
exports.resolve = (source, file) => source.startsWith('.')
  ? { found: true, path: `${path.resolve(path.dirname(file), source)}.ts` }
  : { found: false };
