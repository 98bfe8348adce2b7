// What fakecloud takes for the command of a container engine: hands its arguments on, and says what it is answered.
const net = require('node:net');

const [socket, ...asked] = process.argv.slice(2);
let answer = '';
net.connect(socket)
  .on('data', data => { answer += data; })
  .on('error', error => { console.error(error.message); process.exitCode = 1; })
  .on('end', () => {
    const { code, said, problem } = JSON.parse(answer);
    if (said) { console.log(said); }
    if (problem) { console.error(problem); }
    process.exitCode = code;
  })
  .write(`${JSON.stringify({ arguments: asked, environment: process.env })}\n`);
