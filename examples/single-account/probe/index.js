// The user's own word on whether a tenant's account is ready. This one asks nobody and says yes.
exports.handler = async ({ tenantId, accountId }) => ({ ready: tenantId !== '' && accountId !== '' });
