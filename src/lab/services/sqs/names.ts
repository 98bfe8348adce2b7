/** The URL by which a queue is called. */
export function urlOf(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

/** The ARN behind a queue's URL; undefined for what is no such URL. */
export function arnOf(url: unknown, partition: string): string | undefined {
  const [, region, account, name] = /^https:\/\/sqs\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/(\d{12})\/([\w-]+(?:\.fifo)?)$/.exec(String(url)) ?? [];
  return region === undefined ? undefined : `arn:${partition}:sqs:${region}:${account}:${name}`;
}
