package dev.millrace.kit.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * Seals secrets before they are stored (Tink AEAD, AES-256-GCM). The keyset is in a file that only its owner may read;
 * several instances share it. A secret is bound to its context: sealed for one row it cannot be opened as another.
 */
public final class SecretBox {

    private final Aead aead;

    private SecretBox(Aead aead) {
        this.aead = aead;
    }

    /**
     * Opens the keyset in a file.
     *
     * @param file Tink keyset in JSON
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalStateException if it does not exist, or is not a keyset
     */
    public static SecretBox withKeysetIn(Path file) {
        try {
            AeadConfig.register();
            return new SecretBox(
                    TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get())
                            .getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(
                    "there is no keyset %s: create it once (keys create), and give the same file to every service (millrace.secrets.keyset-file)"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("the keyset " + file + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(file + " is not a Tink keyset", e);
        }
    }

    /**
     * Opens the keyset in a file, which is created, readable by its owner only, if it does not exist: several processes may
     * do so at the same time, and all of them open the same one.
     *
     * @throws UncheckedIOException if it can be neither read nor created
     * @throws IllegalStateException if it is not a keyset
     */
    public static SecretBox createdIn(Path file) {
        try {
            AeadConfig.register();
            if (!Files.exists(file)) {
                create(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the keyset " + file + " cannot be created", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink cannot create a keyset", e);
        }
        return withKeysetIn(file);
    }

    /** @param context what the secret is for, for example table and row id; the same is needed to open it */
    public byte[] seal(byte[] plain, String context) {
        try {
            return aead.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal a secret", e);
        }
    }

    /**
     * Opens the result of {@link #seal}.
     *
     * @throws IllegalStateException if it was sealed with another keyset or context, or was changed
     */
    public byte[] open(byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a sealed secret for " + context + " cannot be opened with this keyset", e);
        }
    }

    private static void create(Path file) throws IOException, GeneralSecurityException {
        String keyset = TinkJsonProtoKeysetFormat.serializeKeyset(
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM), InsecureSecretKeyAccess.get());
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(
                folder,
                "keyset",
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, keyset);
            // a hard link appears whole or not at all, and never replaces a file that another process created meanwhile
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // another process was faster; its keyset is used
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
