package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class ForgeCredentialTest {

    @ParameterizedTest
    @CsvSource({
        "github, github.com, ghp_x, x-access-token",
        "GitLab, gitlab.com, glpat-x, oauth2",
        "forgejo, git.example.com, x, oauth2",
        "bitbucket, bitbucket.org, ATATT3x, x-bitbucket-api-token-auth",
        "bitbucket, bitbucket.org, ATCTT3x, x-token-auth",
        "bitbucket, bitbucket.org:443, something, x-token-auth",
        "bitbucket, localhost:8443, ATATT3x, x-bitbucket-api-token-auth",
        "bitbucket, localhost:8443, ATCTT3x, x-token-auth"
    })
    void sendsTheUserNameThatAForgeExpectsBesideAToken(
            String provider, String host, String token, String username) { // #9.23
        var credential = ForgeCredential.of(provider, host, Optional.empty(), token);

        assertThat(credential.username()).contains(username);
        assertThat(ForgeCredential.of(provider, host, Optional.of("ann"), token).username())
                .contains("ann");
    }

    @Test
    void sendsATokenOfBitbucketDataCenterAsBearer() { // #9.23
        var credential = ForgeCredential.of("bitbucket", "bitbucket.example.com", Optional.empty(), "NjM3x");

        assertThat(credential.header()).isEqualTo("Bearer NjM3x");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "bitbucket, bitbucket.org, -, ATBBx, needs the user name",
                "bitbucket, bitbucket.org, ann@example.com, ATATT3x, e-mail",
                "bitbucket, bitbucket.org, ann, ATBBx, -",
                "bitbucket, bitbucket.org, -, ATATT3x, -",
                "bitbucket, git.example.com, ann@example.com, secret, -",
                "gitlab, gitlab.com, ann@example.com, secret, -"
            })
    void reportsWhatAForgeCanNeverAccept(
            String provider,
            String host,
            @org.jspecify.annotations.Nullable String username,
            String secret,
            @org.jspecify.annotations.Nullable String objection) { // #9.23
        Optional<String> reported = ForgeCredential.objection(provider, host, Optional.ofNullable(username), secret);

        if (objection == null) {
            assertThat(reported).isEmpty();
        } else {
            assertThat(reported).get().asString().contains(objection);
        }
    }

    @Test
    void isCalledByItsUserNameInMessages() {
        assertThat(ForgeCredential.of("gitlab", "gitlab.com", Optional.of("bot"), "s3cret")
                        .description())
                .isEqualTo("the user name 'bot' with the stored password or token");
        assertThat(ForgeCredential.of(new InstallationToken("ghs_x", Instant.EPOCH))
                        .description())
                .isEqualTo("the token of the App's installation");
    }
}
