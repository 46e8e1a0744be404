package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.githttp.Team;
import dev.millrace.kit.identity.SigningKeys;
import dev.millrace.kit.identity.signature.PublicSigningKey;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class SigningIT {

    private final Path folder = TestGit.freshFolder();
    private final Signer ssh = Signer.ssh("ed25519");
    private final Signer pgp = Signer.openPgp("ed25519");

    @Inject
    SigningKeys known;

    private Team team;
    private TestGit work;

    @BeforeEach
    void startWork() {
        team = Team.registered().create("acme/signed");
        work = TestGit.init(folder.resolve("work"));
        work.commit("README.md", "unsigned");
        work.ok("push", "-q", team.remote("acme/signed"), "main");
    }

    @AfterEach
    void endAgent() {
        pgp.close();
    }

    @Test
    void takesCommitsThatTheTeamsKeysSigned() throws Exception {
        register(ssh);
        register(pgp);
        String remote = guarded("*");
        ssh.signing(work).commit("README.md", "by ssh");
        pgp.signing(work).commit("README.md", "by gpg");

        work.ok("push", "-q", remote, "main", "main:refs/heads/other");
        work.ok("push", "-q", remote, ":other");

        assertThat(tip("main")).isEqualTo(work.ok("rev-parse", "HEAD").strip());
    }

    @Test
    void refusesOneUnsignedCommitAmongMany() throws Exception {
        register(ssh);
        String remote = guarded("*");
        ssh.signing(work).commit("README.md", "signed");
        String unsigned = work.commit("README.md", "not signed");
        ssh.signing(work).commit("README.md", "signed again");

        Run push = work.run("push", remote, "main", "HEAD:refs/tags/t");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("denied by policy: commit " + unsigned + " has no signature");
        assertThat(tip("main")).isNotEqualTo(unsigned);
    }

    @Test
    void refusesKeysThatTheTeamDoesNotHaveOrRevoked() throws Exception {
        String remote = guarded("*");
        String commit = ssh.signing(work).commit("README.md", "signed");
        String reason = "denied by policy: commit " + commit + " is signed by no key that the team registered";

        Run before = work.run("push", remote, "main");
        String keyId = register(ssh);
        work.ok("push", "-q", remote, "main");
        report(keyId, ssh, false);
        String later = ssh.signing(work).commit("README.md", "signed later");
        Run after = work.run("push", remote, "main");

        assertThat(before.err()).contains(reason);
        assertThat(after.err()).contains(later + " is signed by no key");
    }

    @Test
    void refusesACommitThatWasChangedAfterItWasSigned() throws Exception {
        register(ssh);
        String signed = ssh.signing(work).commit("README.md", "signed");
        String changed = work.ok("cat-file", "commit", signed).replace("change README.md", "changed README.md");
        Path file = Files.writeString(folder.resolve("commit"), changed);
        String forged =
                work.ok("hash-object", "-w", "-t", "commit", file.toString()).strip();

        Run push = work.run("push", guarded("*"), forged + ":refs/heads/main");

        assertThat(push.err()).contains("commit " + forged + " is signed by no key");
    }

    @Test
    void letsNoUnsignedCommitInThroughAFreeBranch() throws Exception {
        register(ssh);
        String remote = guarded("main");
        String unsigned = work.commit("README.md", "not signed");
        work.ok("push", "-q", remote, "HEAD:refs/heads/free");

        Run push = work.run("push", remote, "main");

        assertThat(push.err()).contains("denied by policy: commit " + unsigned + " has no signature");
    }

    @Test
    void asksForNoSignatureOfWhatTheDefaultBranchHas() throws Exception {
        register(pgp);
        String remote = guarded("refs/heads/signed/*");
        work.ok("push", "-q", remote, "main:refs/heads/signed/same");
        pgp.signing(work).commit("README.md", "signed");

        work.ok("push", "-q", remote, "HEAD:refs/heads/signed/more");
        Run push = work.run("push", remote, work.commit("README.md", "not signed") + ":refs/heads/signed/less");

        assertThat(push.err()).contains("denied by policy");
    }

    @Test
    void takesASignedPush() throws Exception {
        register(pgp);
        work.commit("README.md", "two");

        Run push = pgp.signing(work)
                .with("GIT_TRACE_PACKET", "1")
                .run("push", "--signed", "-o", "why=tests", team.remote("acme/signed"), "main");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).contains("push-cert=").contains("pushee ");
        assertThat(tip("main")).isEqualTo(work.ok("rev-parse", "HEAD").strip());
    }

    @Test
    void takesAPushThatAnSshKeySignedWherePoliciesWantSignatures() throws Exception {
        register(ssh);
        String tip = ssh.signing(work).commit("README.md", "two");

        Run push = ssh.signing(work).run("push", "--signed", "-o", "why=\u00fcber", guarded("main"), "main");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).doesNotContain("warning");
        assertThat(tip("main")).isEqualTo(tip);
    } // #9.15

    @Test
    void refusesAPushThatAnotherKeySigned() throws Exception {
        register(ssh);
        ssh.signing(work).commit("README.md", "two");

        Run push = pgp.signing(work).run("push", "--signed", guarded("main"), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("the push certificate is signed by no key that the team registered");
    }

    @Test
    void warnsOfAPushThatAnUnknownKeySignedWhereNoPolicyWantsSignatures() {
        String tip = work.commit("README.md", "two");

        Run push = pgp.signing(work).run("push", "--signed=if-asked", team.remote("acme/signed"), "main");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err()).contains("warning: the push certificate is signed by no key that the team registered");
        assertThat(tip("main")).isEqualTo(tip);
    } // #9.15

    private String guarded(String pattern) throws Exception {
        JwtClaims claims = team.claims("acme/signed", "git:write");
        claims.setClaim("refs", List.of(List.of(pattern, List.of("verify-sig"))));
        return team.remote("acme/signed", team.sign(claims));
    }

    private String register(Signer signer) {
        String keyId = "signing-" + UUID.randomUUID();
        report(keyId, signer, true);
        return keyId;
    }

    private void report(String keyId, Signer signer, boolean active) {
        PublicSigningKey key = PublicSigningKey.read(signer.publicKey());
        TestEvents.publish(new SigningKeyChanged(
                UUID.randomUUID(), keyId, team.slug(), key.kind(), key.text(), active, Instant.now()));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        known.of(team.slug()).stream().anyMatch(one -> one.id().equals(keyId)) == active);
    }

    private String tip(String branch) {
        return work.ok("ls-remote", team.remote("acme/signed"), "refs/heads/" + branch)
                .split("\t")[0];
    }
}
