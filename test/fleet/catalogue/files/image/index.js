exports.handler = async () => 'well';
