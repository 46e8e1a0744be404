package dev.millrace.githttp.signing;

import dev.millrace.git.GitStorage;
import dev.millrace.git.settings.Settings;
import dev.millrace.githttp.signing.CommitKeyStore.PublicPart;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.secret.SecretBox;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.GpgSignature;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Decides whether commits of a team are signed, and signs them with the platform's newest key, which all instances share. */
@ApplicationScoped
public class SignCommits {

    private final Database database;
    private final CommitKeyStore keys;
    private final SecretBox secrets;
    private final Settings settings;
    private final Clock clock;
    private final ConcurrentMap<UUID, SshCommitKey> opened = new ConcurrentHashMap<>();

    SignCommits(Database database, CommitKeyStore keys, SecretBox secrets, GitStorage storage, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.secrets = secrets;
        this.settings = storage.settings();
        this.clock = clock;
    }

    /** How commits of a team are inserted. */
    public CommitSigner of(String team) {
        return settings.of(team).signCommits() ? this::signed : CommitSigner.NONE;
    }

    private ObjectId signed(ObjectInserter inserter, CommitBuilder commit) throws IOException {
        String signature = newest().sign(commit.build());
        commit.setGpgSignature(new GpgSignature(signature.getBytes(StandardCharsets.US_ASCII)));
        return inserter.insert(commit);
    }

    /** The public parts of all keys that have signed, the newest first, which signs; the first one is made when it is needed. */
    List<PublicPart> publicKeys() {
        List<PublicPart> all = database.inTransaction(keys::list);
        return all.isEmpty() ? List.of(firstOrNewest()) : all;
    }

    /** From now on, another key signs. */
    PublicPart change() {
        return database.inTransaction(this::add);
    }

    private SshCommitKey newest() {
        PublicPart newest = publicKeys().getFirst();
        return opened.computeIfAbsent(newest.id(), id -> open(newest));
    }

    private SshCommitKey open(PublicPart key) {
        byte[] sealed = database.inTransaction(tx -> keys.loadSealed(tx, key.id()));
        return SshCommitKey.of(secrets.open(sealed, context(key.id())), key.publicKey());
    }

    private PublicPart firstOrNewest() {
        return database.inTransaction(tx -> {
            keys.lock(tx);
            return keys.list(tx).stream().findFirst().orElseGet(() -> add(tx));
        });
    }

    private PublicPart add(Transaction tx) {
        KeyPair pair = SshCommitKey.generate();
        var key = new PublicPart(UUID.randomUUID(), SshCommitKey.publicKey(pair), clock.instant());
        keys.add(tx, key, secrets.seal(pair.getPrivate().getEncoded(), context(key.id())));
        return key;
    }

    private static String context(UUID id) {
        return "git.commit_key/%s".formatted(id);
    }
}
