import { Actions } from './actions';
import { Unit } from './model';
import { Policies } from './policies';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { CreatedResource, ResourceRequest, Room } from '../../room';

/** What templates declare of an organization. */
export class DeclaredResources {
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::Organizations::Organization': request => this.adopt(request),
    'AWS::Organizations::OrganizationalUnit': request => this.makeUnit(request),
    'AWS::Organizations::Policy': request => this.makePolicy(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::Organizations::OrganizationalUnit': (request, current) => this.changeUnit(request, current),
    'AWS::Organizations::Policy': (request, current) => {
      this.policies.change(current.ref, request.properties);
      return current;
    },
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::Organizations::OrganizationalUnit': (_, current) => this.tree.removeUnit(this.unit(current)),
    'AWS::Organizations::Policy': (_, current) => this.policies.remove(current.ref),
  };

  constructor(
    private readonly cloud: Cloud,
    private readonly tree: Tree,
    private readonly policies: Policies,
    private readonly actions: Actions,
  ) {}

  /** There is one organization, and it is there already: a template that declares it gets to know it. */
  private adopt(request: ResourceRequest): CreatedResource {
    this.throwUnlessManagement(request);
    const management = this.tree.account(this.cloud.managementAccount);
    return {
      ref: this.tree.organizationId,
      attributes: {
        Id: this.tree.organizationId,
        Arn: this.tree.organizationArn(),
        RootId: this.tree.root.id,
        ManagementAccountId: management.id,
        ManagementAccountArn: management.arn,
        ManagementAccountEmail: management.email,
      },
    };
  }

  private makeUnit(request: ResourceRequest): CreatedResource {
    this.throwUnlessManagement(request);
    const answer = this.actions.createOrganizationalUnit(request.properties);
    const { Id, Arn, Path } = answer.OrganizationalUnit as JsonObject;
    return { ref: String(Id), attributes: { Id, Arn, Path } };
  }

  private changeUnit({ properties }: ResourceRequest, current: CreatedResource): CreatedResource {
    const unit = this.unit(current);
    if (properties.ParentId !== unit.parent) { throw new Error('the lab does not model the replacement of an OU by one under another parent'); }
    this.tree.renameUnit(unit, String(properties.Name));
    return current;
  }

  private makePolicy(request: ResourceRequest): CreatedResource {
    this.throwUnlessManagement(request);
    const { id, arn } = this.policies.add(request.properties);
    return { ref: id, attributes: { Id: id, Arn: arn, AwsManaged: false } };
  }

  private unit({ ref }: CreatedResource): Unit {
    const unit = this.tree.unit(ref);
    if (!unit) { throw new AwsError('OrganizationalUnitNotFoundException', `no OU ${ref} is in this organization`); }
    return unit;
  }

  private throwUnlessManagement(request: ResourceRequest): void {
    if (request.account !== this.cloud.managementAccount) {
      throw new AwsError('AccessDeniedException', `${request.type} can be made in the management account only, not in ${request.account}`);
    }
  }
}
