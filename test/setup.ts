// aws-cdk-lib checks each synthesized template with a validator of its own, which takes 2 s to load in every test
// file. The templates of the examples go through it (npm run synth:examples); a test that is about it adds
// CloudFormationValidatePlugin to its app.
process.env.CDK_VALIDATION = 'false';
