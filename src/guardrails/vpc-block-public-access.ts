/**
 * Which way VPCs are closed to the internet.
 */
export enum VpcBlockPublicAccessMode {
  /**
   * Nothing comes in. What goes out through NAT gateways and egress-only internet gateways goes on, with its answers.
   */
  INGRESS = 'block_ingress',

  /**
   * Nothing comes in or goes out through internet gateways, those for egress only included.
   */
  BIDIRECTIONAL = 'block_bidirectional',
}

/**
 * What `Guardrail.vpcBlockPublicAccess` can be told.
 */
export interface VpcBlockPublicAccessProps {
  /**
   * Which way.
   *
   * @default VpcBlockPublicAccessMode.INGRESS
   */
  readonly mode?: VpcBlockPublicAccessMode;

  /**
   * Whether administrators of tenant accounts may except VPCs and subnets of their own.
   *
   * @default false
   */
  readonly allowExclusions?: boolean;
}
