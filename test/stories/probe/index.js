// Says what the tenant's parameter 'probe' tells it to: yes, no, later (yes from the second minute on), nonsense.
exports.handler = async ({ parameters }) => {
  switch (parameters.probe) {
    case 'no': return { ready: false, reason: 'told to say no' };
    case 'nonsense': return 42;
    case 'silent': return { ready: false };
    default: return { ready: true };
  }
};
