import * as fc from 'fast-check';

// aws-cdk-lib checks each synthesized template with a validator of its own, which takes 2 s to load in every test
// file. The templates of the examples go through it (npm run synth:examples); a test that is about it adds
// CloudFormationValidatePlugin to its app.
process.env.CDK_VALIDATION = 'false';

// Properties are tried with the same values each time, so that a change is judged by what it changes.
// `SEED=… npm test` tries others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_260_105) });
