package dev.millrace.githttp.bundle;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.clone.Bundle;
import dev.millrace.kit.secret.SecretBox;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Advertises addresses of bundles to clients, and finds a bundle by its address. */
@ApplicationScoped
public class OfferBundles {

    private static final Duration VALID_FOR = Duration.ofHours(1);

    private final GitStorage storage;
    private final Catalog catalog;
    private final SecretBox box;
    private final Clock clock;
    private final String publicUrl;

    OfferBundles(
            GitStorage storage,
            Catalog catalog,
            SecretBox box,
            Clock clock,
            @ConfigProperty(name = "millrace.urls.public") String publicUrl) {
        this.storage = storage;
        this.catalog = catalog;
        this.box = box;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    /** The response to the command {@code bundle-uri}; an empty list if there is nothing to offer. */
    public byte[] list(StoredRepository stored, Repository opened) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        packets.setFlushOnEnd(false);
        Optional<Bundle> bundle = Bundle.of(opened);
        if (bundle.isPresent()) {
            packets.writeString("bundle.version=1\n");
            packets.writeString("bundle.mode=all\n");
            packets.writeString("bundle.collected.uri=" + address(stored, bundle.get()) + "\n");
        }
        packets.end();
        return bytes.toByteArray();
    }

    private String address(StoredRepository stored, Bundle bundle) {
        var token = new BundleToken(
                stored.id(), bundle.fingerprint(), clock.instant().plus(VALID_FOR));
        return "%s/%s.git/bundles/%s".formatted(publicUrl.replaceAll("/+$", ""), stored.name(), token.sealed(box));
    }

    /** The bundle of an address; empty if the address has expired, or the repository has a newer bundle now. */
    public Optional<Found> find(String token) {
        Optional<StoredRepository> stored = BundleToken.open(box, token)
                .filter(proof -> clock.instant().isBefore(proof.expiresAt()))
                .flatMap(proof -> catalog.find(proof.repository()));
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        String fingerprint = BundleToken.open(box, token).orElseThrow().fingerprint();
        try (Repository opened = storage.read(stored.get())) {
            return Bundle.of(opened)
                    .filter(bundle -> bundle.fingerprint().equals(fingerprint))
                    .map(Found::new);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle of " + stored.get().id() + " cannot be read", e);
        }
    }

    /** An existing bundle. */
    public static final class Found {

        private final Bundle bundle;

        private Found(Bundle bundle) {
            this.bundle = bundle;
        }

        /** Equal for equal bytes. */
        public String fingerprint() {
            return bundle.fingerprint();
        }

        /** Bytes. */
        public long size() {
            return bundle.size();
        }

        /** Writes some of its bytes. */
        public void writeTo(OutputStream out, long from, long length) throws IOException {
            bundle.writeTo(out, from, length);
        }
    }
}
