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
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * Seals secrets before they are stored (Tink AEAD, AES-256-GCM). The keyset is in a file that only its owner may read;
 * several instances share it. A secret is bound to its context: sealed for one row it cannot be opened as another.
 */
public final class SecretBox {

    private final Aead aead;

    /**
     * @param keysetFile Tink keyset in JSON; created, readable by its owner only, if it does not exist
     * @throws UncheckedIOException if it can be neither read nor created
     * @throws IllegalStateException if it is not a keyset
     */
    public SecretBox(Path keysetFile) {
        try {
            AeadConfig.register();
            if (!Files.exists(keysetFile)) {
                make(keysetFile);
            }
            this.aead = TinkJsonProtoKeysetFormat.parseKeyset(
                            Files.readString(keysetFile), InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the keyset " + keysetFile + " can be neither read nor made", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(keysetFile + " holds no Tink keyset", e);
        }
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

    private static void make(Path file) throws IOException, GeneralSecurityException {
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
            // another service was faster; its keyset is used
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
