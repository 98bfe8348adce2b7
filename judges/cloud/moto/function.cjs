// Runs a bundled handler as Lambda does: one event on each line of standard input, one answer on each of standard output.
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const readline = require('node:readline');

const [folder, handler, invokedFunctionArn] = process.argv.slice(2);
const [file, name] = handler.split('.');
const endpoint = new URL(process.env.AWS_ENDPOINT_URL);

// CloudFormation waits for the answers of custom resources at an address of its own, which here is this machine.
https.request = (options, ...rest) => http.request({ ...options, hostname: endpoint.hostname, port: endpoint.port, path: options.path.replace('//', '/') }, ...rest);
// Standard output is for answers.
console.log = console.info = console.error;

const { [name]: handle } = require(path.join(folder, file));
readline.createInterface({ input: process.stdin }).on('line', async line => {
  const { id, event } = JSON.parse(line);
  let answer;
  try {
    answer = { id, result: await handle(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 900_000 }) };
  } catch (error) {
    answer = { id, error: { errorType: error.name, errorMessage: error.message } };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}).on('close', () => process.exit());
