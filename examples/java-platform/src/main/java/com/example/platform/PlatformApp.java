package com.example.platform;

import io.github.example.cdkaccountpertenant.TenantAccountFactory;
import io.github.example.cdkaccountpertenant.TenantBaseline;
import io.github.example.cdkaccountpertenant.TenantOrganization;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;

/** The platform of examples/platform, as a Java team writes it. */
public final class PlatformApp {
    private static final Environment MANAGEMENT = environment("111111111111");
    private static final Environment PLATFORM = environment("222222222222");

    public static void main(String[] args) {
        App app = new App();

        Stack land = new Stack(app, "Organization", StackProps.builder().env(MANAGEMENT).build());
        TenantOrganization organization = TenantOrganization.Builder.create(land, "Tenants")
            .platformAccount(PLATFORM.getAccount())
            .build();

        Stack platform = new Stack(app, "Platform", StackProps.builder().env(PLATFORM).build());
        TenantBaseline baseline = TenantBaseline.Builder.create(platform, "Baseline")
            .organization(organization)
            .build();
        TenantAccountFactory.Builder.create(platform, "Tenants")
            .organization(organization)
            .baseline(baseline)
            .emailTemplate("aws+{id}@example.com")
            .features(List.of("analytics", "sso"))
            .build();
        platform.addStackDependency(land);

        app.synth();
    }

    private static Environment environment(String account) {
        return Environment.builder().account(account).region("us-east-1").build();
    }

    private PlatformApp() {
    }
}
