// What could be lost between Go and the library, and shows in no template.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	apt "github.com/example/cdk-account-per-tenant-go/cdkaccountpertenant"
)

type platform struct {
	app          awscdk.App
	stack        awscdk.Stack
	organization apt.ITenantOrganization
	baseline     apt.TenantBaseline
}

func newPlatform() *platform {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Platform"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("222222222222"), Region: jsii.String("us-east-1")},
	})
	organization := apt.TenantOrganization_FromManagementAccount(jsii.String("111111111111"), nil)
	baseline := apt.NewTenantBaseline(stack, jsii.String("Baseline"), &apt.TenantBaselineProps{Organization: organization})
	return &platform{app, stack, organization, baseline}
}

func (p *platform) factory(props apt.TenantAccountFactoryProps) {
	props.Organization = p.organization
	props.Baseline = p.baseline
	if props.EmailTemplate == nil {
		props.EmailTemplate = jsii.String("aws+{id}@example.com")
	}
	apt.NewTenantAccountFactory(p.stack, jsii.String("Tenants"), &props)
}

func (p *platform) crowded() {
	for number := range 400 {
		awssns.NewTopic(p.baseline.Stack(), jsii.Sprintf("Topic%d", number), &awssns.TopicProps{
			DisplayName: jsii.String(strings.Repeat("x", 100)),
		})
	}
	p.app.Synth(nil)
}

type probe struct {
	attempts float64
}

func (p *probe) Bind(scope constructs.Construct) *apt.ReadinessProbeConfig {
	return &apt.ReadinessProbeConfig{FunctionArn: jsii.String("arn:ask"), Attempts: &p.attempts}
}

func complaint(work func()) (words string) {
	defer func() {
		if thrown := recover(); thrown != nil {
			words = fmt.Sprint(thrown)
		}
	}()
	work()
	return "no complaint"
}

func check(what string, holds bool, found string) {
	if !holds {
		fmt.Fprintf(os.Stderr, "%s: no; found: %s\n", what, found)
		os.Exit(1)
	}
	fmt.Println("ok " + what)
}

func main() {
	defer jsii.Close()
	words := complaint(func() {
		newPlatform().factory(apt.TenantAccountFactoryProps{
			EmailTemplate: jsii.String("tenant@example.com"),
			Features:      jsii.Strings("a b"),
		})
	})
	check("a complaint comes with its own words first",
		strings.HasPrefix(words, "Platform/Tenants:\n  - 'emailTemplate' must contain '{id}' once"), words)
	check("all complaints come at once", strings.Contains(words, "\n  - 'features' must be names"), words)

	words = complaint(func() {
		newPlatform().factory(apt.TenantAccountFactoryProps{ReadinessProbe: &probe{attempts: 0}})
	})
	check("what a probe of Go says is judged",
		strings.HasPrefix(words, "Platform/Tenants:\n  - 'readinessProbe.attempts' must be"), words)

	// jsii puts the class of the error in front.
	words = complaint(func() { newPlatform().crowded() })
	check("an error at synth comes with its own words first",
		strings.HasPrefix(words, "Error: Platform/Baseline/Tenant: the baseline's template has"), words)
}
