package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A key pair from the real {@code ssh-keygen} or {@code gpg}, and git configured to sign with it. */
final class Signer implements AutoCloseable {

    private final Path home;
    private final String format;
    private final String key;
    private final String publicKey;

    private Signer(Path home, String format, String key, String publicKey) {
        this.home = home;
        this.format = format;
        this.key = key;
        this.publicKey = publicKey;
    }

    /** @param type and more arguments of {@code ssh-keygen -t} */
    static Signer ssh(String... type) {
        Path home = freshHome();
        Path file = home.resolve("key");
        var command = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-C", "ann", "-f", file + "", "-t"));
        command.addAll(List.of(type));
        run(home, command);
        return new Signer(home, "ssh", file.toString(), read(home.resolve("key.pub")));
    }

    /** @param algorithm of {@code gpg --quick-generate-key} */
    static Signer openPgp(String algorithm) {
        Path home = freshHome();
        run(
                home,
                List.of(
                        "gpg",
                        "--batch",
                        "--quiet",
                        "--passphrase",
                        "",
                        "--quick-generate-key",
                        "Ann <ann@example.com>",
                        algorithm,
                        "sign",
                        "never"));
        String publicKey = run(home, List.of("gpg", "--armor", "--export"));
        return new Signer(home, "openpgp", "ann@example.com", publicKey);
    }

    /** As it is registered. */
    String publicKey() {
        return publicKey;
    }

    /** Git that signs every commit with this key. */
    TestGit signing(TestGit git) {
        return git.with("GNUPGHOME", home.toString())
                .configured("gpg.format", format)
                .configured("user.signingkey", key)
                .configured("commit.gpgsign", "true");
    }

    /** An armored signature over a text. */
    String sign(String text, String namespace) {
        try {
            Path file = Files.writeString(home.resolve("payload"), text);
            Files.deleteIfExists(home.resolve("payload.sig"));
            if (format.equals("ssh")) {
                run(home, List.of("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", key, file.toString()));
                return read(home.resolve("payload.sig"));
            }
            return run(home, List.of("gpg", "--batch", "--armor", "--detach-sign", "-o", "-", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the agent that gpg started for this key's folder. */
    @Override
    public void close() {
        if (format.equals("openpgp")) {
            run(home, List.of("gpgconf", "--kill", "gpg-agent"));
        }
    }

    /** Short, since gpg puts a socket there and their names have about 100 characters. */
    private static Path freshHome() {
        try {
            return Files.createTempDirectory("sign");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(Path home, List<String> command) {
        try {
            Path out = home.resolve("out");
            Path err = home.resolve("err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("GNUPGHOME", home.toString());
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", command, Files.readString(err))
                    .isZero();
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
