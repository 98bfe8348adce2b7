// A platform with what teams add to it: a budget in every account, a dashboard that thinks in days, their own word on
// when an account is ready, a rule of their own, a service for each tenant, and one place to look at all of them.
// examples/probing-platform is the same in TypeScript.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbudgets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	apt "github.com/example/cdk-account-per-tenant-go/cdkaccountpertenant"
)

var (
	management = environment("111111111111")
	platform   = environment("222222222222")
)

// newAcmeBaseline gives every tenant account a budget, once.
func newAcmeBaseline(scope constructs.Construct, id string, props *apt.TenantBaselineProps) apt.TenantBaseline {
	baseline := apt.NewTenantBaseline(scope, &id, props)
	budget := awsbudgets.NewCfnBudget(baseline.Stack(), jsii.String("Budget"), &awsbudgets.CfnBudgetProps{
		Budget: &awsbudgets.CfnBudget_BudgetDataProperty{
			BudgetType:  jsii.String("COST"),
			TimeUnit:    jsii.String("MONTHLY"),
			BudgetLimit: &awsbudgets.CfnBudget_SpendProperty{Amount: jsii.Number(100), Unit: jsii.String("USD")},
		},
	})
	budget.CfnOptions().SetCondition(baseline.InHomeRegion())
	return baseline
}

// acmeFactory looks at days: Acme promises its customers so many of them.
type acmeFactory struct {
	apt.TenantAccountFactory
}

func newAcmeFactory(scope constructs.Construct, id string, props *apt.TenantAccountFactoryProps) *acmeFactory {
	factory := &acmeFactory{}
	apt.NewTenantAccountFactory_Override(factory, scope, &id, props)
	return factory
}

func (f *acmeFactory) MetricTimeToReady(options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return f.TenantAccountFactory.MetricTimeToReady(options).With(&awscloudwatch.MetricOptions{
		Period: awscdk.Duration_Days(jsii.Number(1)),
	})
}

// productAnswers calls an account ready when the product's own function says so.
type productAnswers struct {
	attempts float64
}

func (p *productAnswers) Bind(scope constructs.Construct) *apt.ReadinessProbeConfig {
	ask := awslambda.Function_FromFunctionName(scope, jsii.String("Ask"), jsii.String("product-answers"))
	ask.MetricErrors(nil).CreateAlarm(scope, jsii.String("CannotAsk"), &awscloudwatch.CreateAlarmOptions{
		Threshold:         jsii.Number(1),
		EvaluationPeriods: jsii.Number(1),
	})
	return &apt.ReadinessProbeConfig{
		FunctionArn: ask.FunctionArn(),
		Attempts:    &p.attempts,
		Interval:    awscdk.Duration_Minutes(jsii.Number(1)),
	}
}

// newOrders gives every tenant a table of orders, tasks that read it and know whose orders they are, and a function that
// works.
func newOrders(scope constructs.Construct, id string, props *apt.FleetStackProps) apt.FleetStack {
	stack := apt.NewFleetStack(scope, &id, props)
	table := awsdynamodb.NewTable(stack, jsii.String("Table"), &awsdynamodb.TableProps{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: jsii.Bool(true),
		},
	})
	reader := awsiam.NewRole(stack, jsii.String("Reader"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("ecs-tasks.amazonaws.com"), nil),
	})
	table.GrantReadData(reader)
	stack.Facts().GrantRead(reader)
	log := apt.NewTenantLogGroup(stack, jsii.String("WorkerLog"), &apt.TenantLogGroupProps{Priority: apt.LogPriority_BULK})
	worker := awsiam.NewRole(stack, jsii.String("WorkerRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	})
	log.GrantWrite(worker)
	awslambda.NewFunction(stack, jsii.String("Worker"), &awslambda.FunctionProps{
		Runtime:   awslambda.Runtime_NODEJS_24_X(),
		Handler:   jsii.String("index.handler"),
		Code:      awslambda.Code_FromInline(jsii.String("exports.handler = async () => {};")),
		Role:      worker,
		LogGroup:  log,
		OnFailure: apt.TenantFailures_Of(stack).Bus(),
	})
	return stack
}

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)

	landStack := awscdk.NewStack(app, jsii.String("Organization"), &awscdk.StackProps{Env: management})
	organization := apt.NewTenantOrganization(landStack, jsii.String("Tenants"), &apt.TenantOrganizationProps{
		PlatformAccount: platform.Account,
	})
	apt.NewBaselineGuardrails(landStack, jsii.String("Guardrails"), &apt.BaselineGuardrailsProps{
		Organization: organization,
		Guardrails: &[]apt.Guardrail{
			apt.Guardrail_PlatformRoles(),
			apt.Guardrail_Baseline(),
			apt.Guardrail_IdleCost(&apt.IdleCostProps{Allow: &[]apt.IdleCost{apt.IdleCost_FARGATE}}),
			apt.Guardrail_Custom(&apt.CustomGuardrailProps{
				Name:  jsii.String("no-email"),
				Stops: jsii.String("Nobody sends e-mail with SES."),
				Statements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
					Effect:    awsiam.Effect_DENY,
					Actions:   jsii.Strings("ses:Send*"),
					Resources: jsii.Strings("*"),
				})},
			}),
		},
		Rollout: &apt.GuardrailRollout{Soak: awscdk.Duration_Days(jsii.Number(1))},
	})

	platformStack := awscdk.NewStack(app, jsii.String("Platform"), &awscdk.StackProps{Env: platform})
	baseline := newAcmeBaseline(platformStack, "Baseline", &apt.TenantBaselineProps{Organization: organization})
	factory := newAcmeFactory(platformStack, "Tenants", &apt.TenantAccountFactoryProps{
		Organization:   organization,
		Baseline:       baseline,
		EmailTemplate:  jsii.String("aws+{id}@example.com"),
		Features:       jsii.Strings("analytics", "sso"),
		ReadinessProbe: &productAnswers{attempts: 20},
	})
	factory.AddDashboard()
	platformStack.AddStackDependency(landStack, nil)

	central := apt.NewCentralTelemetry(platformStack, jsii.String("Central"), &apt.CentralTelemetryProps{
		OrganizationId:  jsii.String("o-exampleorgid"),
		PlatformAccount: platform.Account,
		Tenants:         jsii.Number(500),
	})
	central.AddFleetAlarm(jsii.String("Late"), &apt.FleetAlarmProps{
		Namespace:  jsii.String("AWS/SQS"),
		MetricName: jsii.String("ApproximateAgeOfOldestMessage"),
		Dimensions: jsii.Strings("QueueName"),
		Statistic:  apt.FleetAlarmStatistic_MAXIMUM,
		Threshold:  jsii.Number(3600),
	})
	apt.NewTenantTelemetry(platformStack, jsii.String("Telemetry"), &apt.TenantTelemetryProps{
		Baseline:  baseline,
		Directory: factory.Directory(),
		Bus:       factory.Bus(),
		Sinks:     &[]apt.ITelemetrySink{central.Sink()},
		IdleAfter: awscdk.Duration_Days(jsii.Number(14)),
		Tiers: &apt.TelemetryTiersProps{
			Priority: &apt.TelemetryTierProps{TraceSampling: jsii.Number(0.01)},
		},
		Workload: &apt.TelemetryWorkloadProps{Tenants: jsii.Number(500)},
	})

	complaints := awscloudwatch.NewAlarm(platformStack, jsii.String("Complaints"), &awscloudwatch.AlarmProps{
		Metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace:  jsii.String("Acme"),
			MetricName: jsii.String("Complaints"),
		}),
		Threshold:         jsii.Number(1),
		EvaluationPeriods: jsii.Number(1),
	})
	fleet := apt.NewFleetStackSetPipeline(platformStack, jsii.String("Fleet"), &apt.FleetStackSetPipelineProps{
		Organization:   organization,
		OrganizationId: jsii.String("o-exampleorgid"),
		Directory:      factory.Directory(),
		Bus:            factory.Bus(),
		Baseline:       baseline,
		Waves: &[]apt.Wave{
			apt.Wave_Of(apt.Ring_Of(jsii.String("canary")), &apt.WaveOptions{
				Bake:  awscdk.Duration_Hours(jsii.Number(1)),
				Gates: &[]apt.IHealthGate{apt.HealthGate_FromAlarms(complaints)},
			}),
			apt.Wave_Of(apt.Ring_Everyone(), nil),
		},
	})
	fleet.AddService(newOrders(fleet.Services(), "Orders", &apt.FleetStackProps{
		Description: jsii.String("What a tenant has sold"),
	}), nil)

	app.Synth(nil)
}

func environment(account string) *awscdk.Environment {
	return &awscdk.Environment{Account: &account, Region: jsii.String("us-east-1")}
}
