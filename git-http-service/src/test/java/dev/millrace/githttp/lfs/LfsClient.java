package dev.millrace.githttp.lfs;

import dev.millrace.testing.DebianTools;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** The {@code git-lfs} of this machine, isolated from its user's configuration. */
public final class LfsClient {

    private final Path configuration;

    private LfsClient(Path configuration) {
        this.configuration = configuration;
    }

    public static LfsClient configured(Path folder) {
        DebianTools.need("git-lfs", "git-lfs");
        try {
            return new LfsClient(Files.writeString(folder.resolve("gitconfig"), """
                    [filter "lfs"]
                        clean = git-lfs clean -- %f
                        smudge = git-lfs smudge -- %f
                        process = git-lfs filter-process
                        required = true
                    [lfs "transfer"]
                        maxRetries = 1
                    """));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestGit in(Path folder) {
        return TestGit.in(folder).with("GIT_CONFIG_GLOBAL", configuration.toString());
    }

    /** A repository that keeps {@code *.bin} in LFS and has the remote {@code origin}. */
    public TestGit init(Path folder, String remote) {
        TestGit.init(folder);
        TestGit git = in(folder);
        git.ok("lfs", "install", "--local");
        git.ok("lfs", "track", "*.bin");
        git.ok("add", ".gitattributes");
        git.ok("commit", "-q", "-m", "keep binaries in LFS");
        git.ok("remote", "add", "origin", remote);
        return git;
    }

    /** Incompressible bytes, the same for each seed. */
    public static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public static String oid(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
