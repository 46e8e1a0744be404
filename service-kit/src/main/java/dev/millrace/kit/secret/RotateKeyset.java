package dev.millrace.kit.secret;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * Replaces the key that seals secrets, in two steps with a restart of all services after each: an instance that does not have
 * the new key yet could not open what another one seals with it. Older keys stay in the keyset, so that what they sealed can be
 * opened.
 */
final class RotateKeyset {

    private RotateKeyset() {}

    /** What became of a keyset. */
    sealed interface Outcome {

        /** @param keys in the keyset now, 2 or more */
        record Added(int keys) implements Outcome {}

        /** The last key was added before and does not seal yet: it has to be promoted first. */
        record NotPromoted() implements Outcome {}

        /** The key that was added last seals from the next start on. */
        record Promoted() implements Outcome {}

        /** The key that was added last seals already. */
        record AlreadyPromoted() implements Outcome {}
    }

    /**
     * Adds a key that opens secrets but does not seal any yet.
     *
     * @throws IOException if the file cannot be read or written
     * @throws IllegalStateException if it does not exist or is no keyset
     */
    static Outcome add(Path file) throws IOException {
        KeysetHandle keyset = read(file);
        if (!last(keyset).isPrimary()) {
            return new Outcome.NotPromoted();
        }
        try {
            KeysetHandle more = KeysetHandle.newBuilder(keyset)
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId())
                    .build();
            write(file, more);
            return new Outcome.Added(more.size());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink cannot add a key", e);
        }
    }

    /**
     * Lets the key that was added last seal secrets.
     *
     * @throws IOException if the file cannot be read or written
     * @throws IllegalStateException if it does not exist or is no keyset
     */
    static Outcome promote(Path file) throws IOException {
        KeysetHandle keyset = read(file);
        if (last(keyset).isPrimary()) {
            return new Outcome.AlreadyPromoted();
        }
        try {
            KeysetHandle.Builder builder = KeysetHandle.newBuilder(keyset);
            builder.getAt(keyset.size() - 1).makePrimary();
            write(file, builder.build());
            return new Outcome.Promoted();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink cannot promote the key", e);
        }
    }

    private static KeysetHandle.Entry last(KeysetHandle keyset) {
        return keyset.getAt(keyset.size() - 1);
    }

    private static KeysetHandle read(Path file) throws IOException {
        try {
            AeadConfig.register();
            return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("there is no keyset " + file, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(file + " is not a Tink keyset", e);
        }
    }

    /** The old or the new keyset, whatever happens in between. */
    private static void write(Path file, KeysetHandle keyset) throws IOException, GeneralSecurityException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        Path draft = Files.createTempFile(
                folder,
                "keyset",
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get()));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
