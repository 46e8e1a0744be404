package dev.millrace.insights.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierTest {

    @ParameterizedTest
    @CsvSource({
        "prod, PRODUCTION",
        "Production, PRODUCTION",
        "live, PRODUCTION",
        "production-eu, PRODUCTION",
        "prod_1, PRODUCTION",
        "production/eu/west, PRODUCTION",
        "staging, STAGING",
        "stage-2, STAGING",
        "preprod, STAGING",
        "uat, STAGING",
        "qa, TESTING",
        "test/7, TESTING",
        "ci, TESTING",
        "dev, DEVELOPMENT",
        "preview-pr-7, DEVELOPMENT",
        "review/x, DEVELOPMENT",
        "pr-7, DEVELOPMENT",
        "pr, OTHER",
        "pr-, OTHER",
        "pr_7, OTHER",
        "products, OTHER",
        "non-production, OTHER",
        "delivery, OTHER",
        "github-pages, OTHER",
        "'', OTHER"
    })
    void reportsWhatAnEnvironmentIsForFromItsNameAndNeverGuesses(String environment, Tier tier) {
        assertThat(Tier.of(environment)).isEqualTo(tier);
    }
}
