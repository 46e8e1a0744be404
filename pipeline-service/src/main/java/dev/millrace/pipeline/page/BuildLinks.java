package dev.millrace.pipeline.page;

import dev.millrace.kit.identity.key.PrivateKeys;
import dev.millrace.kit.identity.key.PublicKeys;
import dev.millrace.pipeline.PipelineConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Links to the page of one build, readable without signing in until they expire: {@code /builds/<id>?key=<seconds>.<signature>},
 * the time in seconds since 1970 and base64url without padding of an ECDSA signature with SHA-256 on P-256, 64 bytes (IEEE P1363),
 * by the platform's key. Without that key, links have no {@code key}, and readers have to sign in. Safe to share between threads.
 */
@Singleton
public final class BuildLinks {

    private static final Logger LOG = Logger.getLogger(BuildLinks.class);
    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    /**
     * Begins with a byte that no JWT and no other signed text contains: the same key signs tokens and records, and neither
     * signature is ever valid for the other.
     */
    private static final String PURPOSE = "\0millrace.build-page.v1";

    private static final Pattern KEY = Pattern.compile("([0-9]{1,12})\\.([A-Za-z0-9_-]{86})");

    /** A key is given out for a hundredth of its lifetime, some hours. */
    private static final int USED_FOR_A_PART = 100;

    private static final int MOST_REMEMBERED = 1_000;

    private final String publicUrl;
    private final Duration lifetime;
    private final Optional<Path> privateKeyFile;
    private final Optional<PublicKey> publicKey;
    private final Clock clock;
    private final Map<UUID, Signed> recent = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Signed> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private record Signed(String key, Instant usedUntil) {}

    /**
     * Reads the public key.
     *
     * @param publicUrl address under which people, clients and forges reach the platform
     * @param privateKeyFile the platform's private key, PKCS#8 PEM of an EC P-256 key; for gateway and pipeline only
     * @param publicKeyFile the public half of the platform's key, PEM; for every service
     */
    @Inject
    BuildLinks(
            PipelineConfig config,
            @ConfigProperty(name = "millrace.urls.public", defaultValue = "http://localhost:8080") URI publicUrl,
            @ConfigProperty(name = "millrace.platform.private-key-file") Optional<Path> privateKeyFile,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<Path> publicKeyFile,
            Clock clock) {
        this(publicUrl, config.linkLifetime(), privateKeyFile, publicKeyFile.map(BuildLinks::read), clock);
    }

    BuildLinks(
            URI publicUrl,
            Duration lifetime,
            Optional<Path> privateKeyFile,
            Optional<PublicKey> publicKey,
            Clock clock) {
        if (!lifetime.isPositive()) {
            throw new IllegalArgumentException(
                    "millrace.pipeline.link-lifetime is %s; it must be longer than 0".formatted(lifetime));
        }
        this.publicUrl = publicUrl.toString().replaceAll("/+$", "");
        this.lifetime = lifetime;
        this.privateKeyFile = privateKeyFile;
        this.publicKey = publicKey;
        this.clock = clock;
    }

    /** Links without a key. */
    public static BuildLinks unsigned(URI publicUrl, Clock clock) {
        return new BuildLinks(publicUrl, Duration.ofDays(1), Optional.empty(), Optional.empty(), clock);
    }

    /**
     * The address of a build's page, with a key that is valid for the configured time, or up to a hundredth less.
     * Without a key if the platform's key cannot be read: a build does not stop for its link.
     */
    public URI to(UUID buildId) {
        String page = publicUrl + "/builds/" + buildId;
        try {
            return URI.create(privateKeyFile
                    .map(file -> page + "?key=" + rememberedKey(file, buildId))
                    .orElse(page));
        } catch (UncheckedIOException | IllegalStateException e) {
            LOG.warnf("a link is not signed: buildId=%s %s", buildId, e.getMessage());
            return URI.create(page);
        }
    }

    /**
     * The same for the page of a job.
     *
     * @param position of the job in the build, 0 or more
     */
    public URI to(UUID buildId, int position) {
        String build = to(buildId).toString();
        int query = build.indexOf('?');
        String page = query < 0 ? build : build.substring(0, query);
        return URI.create("%s/jobs/%d%s".formatted(page, position, query < 0 ? "" : build.substring(query)));
    }

    /** Whether the key of a link is for this build, by the platform, and not expired. */
    boolean opens(UUID buildId, String key) {
        Matcher parts = KEY.matcher(key);
        if (publicKey.isEmpty() || !parts.matches()) {
            return false;
        }
        long expires = Long.parseLong(parts.group(1));
        return clock.instant().getEpochSecond() < expires
                && isRight(publicKey.get(), signed(buildId, expires), parts.group(2));
    }

    /** A check is written anew with each change of a job, with several links to the build. */
    private String rememberedKey(Path file, UUID buildId) {
        Instant now = clock.instant();
        synchronized (recent) {
            Signed known = recent.get(buildId);
            if (known != null && now.isBefore(known.usedUntil())) {
                return known.key();
            }
        }
        var made = new Signed(key(file, buildId, now.plus(lifetime)), now.plus(lifetime.dividedBy(USED_FOR_A_PART)));
        synchronized (recent) {
            recent.put(buildId, made);
        }
        return made.key();
    }

    private static String key(Path file, UUID buildId, Instant expires) {
        long seconds = expires.getEpochSecond();
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(PrivateKeys.read(file));
            signature.update(signed(buildId, seconds));
            return seconds + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform key " + file + " cannot sign", e);
        }
    }

    private static boolean isRight(PublicKey key, byte[] signed, String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(signed);
            return signature.verify(Base64.getUrlDecoder().decode(text));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // not base64url, or not made by this kind of key
        }
    }

    private static byte[] signed(UUID buildId, long expires) {
        return "%s\n%s\n%d".formatted(PURPOSE, buildId, expires).getBytes(StandardCharsets.UTF_8);
    }

    private static PublicKey read(Path file) {
        try {
            return PublicKeys.read(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the platform's public key cannot be read from " + file, e);
        }
    }
}
