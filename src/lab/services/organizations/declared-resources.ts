import { Actions } from './actions';
import { Unit } from './model';
import { Policies } from './policies';
import { Tree } from './tree';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, JsonObject } from '../../json';
import { CreatedResource, ResourceRequest, Room } from '../../room';
import { texts } from '../iam/policy';

/** What templates declare of an organization. */
export class DeclaredResources {
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::Organizations::Organization': request => this.adopt(request),
    'AWS::Organizations::OrganizationalUnit': request => this.makeUnit(request),
    'AWS::Organizations::Policy': request => this.makePolicy(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::Organizations::OrganizationalUnit': (request, current) => this.changeUnit(request, current),
    'AWS::Organizations::Policy': (request, current, previous) => this.changePolicy(request, current, previous),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::Organizations::OrganizationalUnit': (_, current) => this.tree.removeUnit(this.unit(current)),
    'AWS::Organizations::Policy': (_, current) => this.removePolicy(current),
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
    const { Policy } = this.actions.createPolicy(policyParameters(request.properties));
    const { Id, Arn, AwsManaged } = (Policy as JsonObject).PolicySummary as JsonObject;
    const created = { ref: String(Id), attributes: { Id, Arn, AwsManaged } };
    const policy = this.policies.find(created.ref);
    try {
      for (const target of new Set(texts(request.properties.TargetIds))) { this.policies.attach(policy, target); }
    } catch (error) {
      this.removePolicy(created);
      throw error;
    }
    return created;
  }

  /** As CloudFormation does it: what is new is attached before what is gone is detached. */
  private changePolicy(
    { properties }: ResourceRequest, current: CreatedResource, previous: JsonObject,
  ): CreatedResource {
    if (properties.Type !== previous.Type) { throw new Error('the lab does not model the replacement of a policy by one of another type'); }
    const policy = this.policies.find(current.ref);
    const { Name, Description, Content, Tags } = policyParameters(properties);
    const [before, after] = [texts(previous.TargetIds), texts(properties.TargetIds)];
    const isAttached = (target: string) => this.policies.isAttached(policy, target);
    this.policies.wholly(policy, () => {
      this.actions.updatePolicy({ PolicyId: policy.id, Name, Description, Content });
      for (const target of after.filter(each => !before.includes(each) && !isAttached(each))) {
        this.policies.attach(policy, target);
      }
      for (const target of before.filter(each => !after.includes(each) && isAttached(each))) {
        this.policies.detach(policy, target);
      }
    });
    policy.tags.clear();
    if (Tags !== undefined) { this.actions.tagResource({ ResourceId: policy.id, Tags }); }
    return current;
  }

  private removePolicy({ ref }: CreatedResource): void {
    const policy = this.policies.find(ref);
    for (const target of this.policies.targetsOf(policy)) { this.policies.detach(policy, target); }
    this.policies.delete(policy);
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

/** CloudFormation takes a document as JSON without spaces, and a string as it is: its spaces count. */
function policyParameters({ Name, Type, Content, Description = '', Tags }: JsonObject): JsonObject {
  return { Name, Type, Content: isObject(Content) ? JSON.stringify(Content) : Content, Description, Tags };
}
