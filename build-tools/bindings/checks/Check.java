import io.github.example.cdkaccountpertenant.IReadinessProbe;
import io.github.example.cdkaccountpertenant.ITenantOrganization;
import io.github.example.cdkaccountpertenant.ReadinessProbeConfig;
import io.github.example.cdkaccountpertenant.TenantAccountFactory;
import io.github.example.cdkaccountpertenant.TenantBaseline;
import io.github.example.cdkaccountpertenant.TenantOrganization;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** What could be lost between Java and the library, and shows in no template. */
public final class Check {
    public static void main(String[] args) {
        String words = complaint(() -> new Platform().factory().emailTemplate("tenant@example.com").features(List.of("a b")).build());
        check("a complaint comes with its own words first", words.startsWith("Platform/Tenants:\n  - 'emailTemplate' must contain '{id}' once"), words);
        check("all complaints come at once", words.contains("\n  - 'features' must be names"), words);

        words = complaint(() -> new Platform().factory().readinessProbe(new Probe(0)).build());
        check("what a probe of Java says is judged", words.startsWith("Platform/Tenants:\n  - 'readinessProbe.attempts' must be"), words);

        words = complaint(() -> new Platform().factory().readinessProbe(new Broken()).build());
        check("what a probe of Java throws arrives", words.startsWith("the product is closed on Sundays"), words);

        // jsii puts the class of the error in front.
        words = complaint(() -> new Platform().crowded());
        check("an error at synth comes with its own words first", words.startsWith("Error: Platform/Baseline/Tenant: the baseline's template has"), words);
    }

    private static final class Platform {
        final App app = new App();
        final Stack stack = new Stack(app, "Platform", StackProps.builder()
            .env(Environment.builder().account("222222222222").region("us-east-1").build())
            .build());
        final ITenantOrganization organization = TenantOrganization.fromManagementAccount("111111111111");
        final TenantBaseline baseline = TenantBaseline.Builder.create(stack, "Baseline").organization(organization).build();

        TenantAccountFactory.Builder factory() {
            return TenantAccountFactory.Builder.create(stack, "Tenants")
                .organization(organization)
                .baseline(baseline)
                .emailTemplate("aws+{id}@example.com");
        }

        void crowded() {
            for (int number = 0; number < 400; number++) {
                Topic.Builder.create(baseline.getStack(), "Topic" + number).displayName("x".repeat(100)).build();
            }
            app.synth();
        }
    }

    private record Probe(int attempts) implements IReadinessProbe {
        @Override
        public ReadinessProbeConfig bind(Construct scope) {
            return ReadinessProbeConfig.builder().functionArn("arn:ask").attempts(attempts).build();
        }
    }

    private static final class Broken implements IReadinessProbe {
        @Override
        public ReadinessProbeConfig bind(Construct scope) {
            throw new IllegalStateException("the product is closed on Sundays");
        }
    }

    private static String complaint(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException error) {
            return error.getMessage();
        }
        return "no complaint";
    }

    private static void check(String what, boolean holds, String found) {
        if (!holds) {
            System.err.println(what + ": no; found: " + found);
            System.exit(1);
        }
        System.out.println("ok " + what);
    }
}
