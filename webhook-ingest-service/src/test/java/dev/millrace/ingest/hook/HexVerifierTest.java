package dev.millrace.ingest.hook;

import static dev.millrace.ingest.hook.Calls.connection;
import static dev.millrace.ingest.hook.Calls.headers;
import static dev.millrace.ingest.hook.Calls.secret;
import static dev.millrace.ingest.hook.Calls.verify;
import static dev.millrace.ingest.hook.Calls.with;
import static dev.millrace.ingest.hook.Calls.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.hook.Verification.BadProof;
import dev.millrace.ingest.hook.Verification.NoProof;
import dev.millrace.ingest.hook.Verification.Unidentified;
import dev.millrace.ingest.hook.Verification.Verified;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The digests are the vector of GitHub's documentation, and one made with Python's hmac. */
class HexVerifierTest {

    private static final String SECRET = "It's a Secret to Everybody";
    private static final String BODY = "Hello, World!";
    private static final String DIGEST = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static final String JSON = "{\"a\":\"b c\"}";
    private static final String DIGEST_OF_JSON = "66db2d935578a2620b25aa48b3b2990a8715bede0ac3643b0187490ca94172e2";

    /** What Forgejo sends: its own headers, and those of Gitea, Gogs and GitHub. */
    private static final HookHeaders FROM_FORGEJO = headers(
            "X-Forgejo-Event", "push",
            "X-Forgejo-Delivery", "f6266f16-1bf3-46a5-9ea4-602e06ead473",
            "X-Forgejo-Signature", DIGEST,
            "X-Gitea-Event", "push",
            "X-Gitea-Delivery", "f6266f16-1bf3-46a5-9ea4-602e06ead473",
            "X-Gitea-Signature", DIGEST,
            "X-GitHub-Event", "push",
            "X-GitHub-Delivery", "f6266f16-1bf3-46a5-9ea4-602e06ead473",
            "X-Hub-Signature", "sha1=00",
            "X-Hub-Signature-256", "sha256=" + DIGEST);

    @Test
    void verifiesGithub() {
        HookHeaders call = headers(
                "X-GitHub-Event", "push",
                "X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                "X-GitHub-Hook-ID", "292430182",
                "X-Hub-Signature-256", "sha256=" + DIGEST);

        assertThat(verify(connection(Forge.GITHUB, "other", SECRET), call, BODY))
                .isEqualTo(new Verified(secret(SECRET), "push", "292430182", "72d3162e-cc78-11e3-81ab-4c9367dc0958"));
    }

    @Test
    void doesNotTakeGithubsOldSignatureForProof() {
        HookHeaders call = headers(
                "X-GitHub-Event", "push",
                "X-GitHub-Delivery", "1",
                "X-Hub-Signature", "sha256=" + DIGEST);

        assertThat(verify(connection(Forge.GITHUB, SECRET), call, BODY)).isInstanceOf(NoProof.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"GITEA", "FORGEJO", "CODEBERG"})
    void verifiesGiteaAndForgejoByTheirOwnHeaders(Forge forge) {
        assertThat(verify(connection(forge, SECRET), FROM_FORGEJO, BODY))
                .isEqualTo(new Verified(secret(SECRET), "push", "", "f6266f16-1bf3-46a5-9ea4-602e06ead473"));
    }

    @Test
    void doesNotLetAGoodSignatureOfGiteaReplaceABadOneOfForgejo() {
        HookConnection forgejo = connection(Forge.FORGEJO, SECRET);

        assertThat(verify(forgejo, with(FROM_FORGEJO, "X-Forgejo-Signature", "0".repeat(64)), BODY))
                .isInstanceOf(BadProof.class);
        assertThat(verify(forgejo, without(FROM_FORGEJO, "X-Forgejo-Signature"), BODY))
                .isInstanceOf(NoProof.class);
        assertThat(verify(forgejo, without(FROM_FORGEJO, "X-Forgejo-Event"), BODY))
                .isInstanceOf(Unidentified.class);
    }

    @Test
    void verifiesBitbucketCloud() {
        HookHeaders call = headers(
                "X-Event-Key", "repo:push",
                "X-Request-UUID", "{2b4aa0d3-0000-4000-8000-aabbccddeeff}",
                "X-Hook-UUID", "{f0d1c8a2-0000-4000-8000-000000000001}",
                "X-Attempt-Number", "2",
                "X-Hub-Signature", "sha256=" + DIGEST_OF_JSON);

        assertThat(verify(connection(Forge.BITBUCKET, "gitea-secret"), call, JSON))
                .isEqualTo(
                        new Verified(secret("gitea-secret"), "repo:push", "", "2b4aa0d3-0000-4000-8000-aabbccddeeff"));
        assertThat(verify(connection(Forge.BITBUCKET, "wrong"), call, JSON)).isInstanceOf(BadProof.class);
        assertThat(verify(connection(Forge.BITBUCKET, "gitea-secret"), call, BODY))
                .isInstanceOf(BadProof.class);
    }

    @Test
    void verifiesDataCenterAndItsTestWithoutId() {
        HookConnection dataCenter = connection(Forge.BITBUCKET_DATA_CENTER, "gitea-secret");
        HookHeaders call = headers(
                "X-Event-Key", "repo:refs_changed",
                "X-Request-Id", "69501c50-1dd4-4c1b-9f79-0b6a5d9fbd47",
                "X-Hub-Signature", "sha256=" + DIGEST_OF_JSON);

        assertThat(verify(dataCenter, call, JSON))
                .isEqualTo(new Verified(
                        secret("gitea-secret"), "repo:refs_changed", "", "69501c50-1dd4-4c1b-9f79-0b6a5d9fbd47"));
        assertThat(verify(dataCenter, without(call, "X-Request-Id"), JSON))
                .isEqualTo(new Unidentified(secret("gitea-secret"), "X-Request-Id is missing"));
        assertThat(verify(dataCenter, with(without(call, "X-Request-Id"), "X-Event-Key", "diagnostics:ping"), JSON))
                .isInstanceOf(Verified.class);
    }

    @Test
    void keepsWhatTheForgeStatesButNoProof() {
        DeliveryVerifier forgejo = Verifiers.of(Forge.FORGEJO);

        assertThat(forgejo.keeps("x-forgejo-delivery")).isTrue();
        assertThat(forgejo.keeps("x-forgejo-signature")).isFalse();
        assertThat(forgejo.keeps("x-github-event")).isFalse();
        assertThat(forgejo.keeps("authorization")).isFalse();
        assertThat(forgejo.keeps(Forge.HEADER)).isFalse();
        assertThat(Verifiers.of(Forge.BITBUCKET).keeps("x-attempt-number")).isTrue();
        assertThat(Verifiers.of(Forge.GITLAB).keeps("x-gitlab-token")).isFalse();
    }
}
