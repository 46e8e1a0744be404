package dev.millrace.kit.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities that outgoing connections trust: those of the Java runtime, and those that the operator adds
 * for internal servers, {@code millrace.outbound.trust-certificates}. Host names are verified as usual. Read once, at start.
 */
public final class TrustedCertificates {

    /**
     * PEM files, or folders of {@code .pem}, {@code .crt} and {@code .cer} files, with certificate authorities to trust in
     * addition to those of the Java runtime. Absolute paths.
     */
    public static final String SETTING = "millrace.outbound.trust-certificates";

    private static final List<String> ENDINGS = List.of(".pem", ".crt", ".cer");

    private final X509TrustManager trustManager;
    private final SSLContext context;
    private final SSLSocketFactory sockets;

    private TrustedCertificates(X509TrustManager trustManager) throws GeneralSecurityException {
        this.trustManager = trustManager;
        this.context = SSLContext.getInstance("TLS");
        this.context.init(null, new TrustManager[] {trustManager}, null);
        this.sockets = context.getSocketFactory();
    }

    /**
     * The certificate authorities of the runtime and these.
     *
     * @param files each a file with one or more certificates in PEM, or a folder with such files ({@code .pem}, {@code
     *     .crt}, {@code .cer})
     * @throws IllegalArgumentException naming the setting and the file, if one cannot be read or holds no certificate
     */
    public static TrustedCertificates with(List<Path> files) {
        List<Certificate> added = new ArrayList<>();
        for (Path file : files) {
            for (Path each : files(file)) {
                added.addAll(certificates(each));
            }
        }
        try {
            X509TrustManager runtime = trustManager(null);
            return new TrustedCertificates(added.isEmpty() ? runtime : trustManager(together(runtime, added)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificates that are trusted cannot be set up", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path file) {
        if (!Files.isDirectory(file)) {
            return List.of(file);
        }
        try (Stream<Path> entries = Files.list(file)) {
            List<Path> found = entries.filter(entry -> ENDINGS.stream()
                            .anyMatch(ending -> entry.getFileName().toString().endsWith(ending)))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw refused(file, "a folder with certificates (%s)".formatted(String.join(", ", ENDINGS)), null);
            }
            return found;
        } catch (IOException e) {
            throw refused(file, "a folder that can be read", e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw refused(file, "a file with a certificate in PEM", null);
            }
            return found;
        } catch (CertificateException e) {
            throw refused(file, "a file with a certificate in PEM", e);
        } catch (IOException e) {
            throw refused(file, "a file that can be read", e);
        }
    }

    private static IllegalArgumentException refused(Path file, String rule, @Nullable Exception cause) {
        return new IllegalArgumentException("%s: '%s' is not %s".formatted(SETTING, file, rule), cause);
    }

    private static KeyStore together(X509TrustManager runtime, List<Certificate> added)
            throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        for (X509Certificate certificate : runtime.getAcceptedIssuers()) {
            all.setCertificateEntry("runtime-" + number++, certificate);
        }
        for (Certificate certificate : added) {
            all.setCertificateEntry("added-" + number++, certificate);
        }
        return all;
    }

    private static X509TrustManager trustManager(@Nullable KeyStore certificates) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(certificates);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new IllegalStateException("the runtime has no trust manager for X.509");
    }

    /** For clients that take a trust manager, as those of Vert.x do. */
    public X509TrustManager trustManager() {
        return trustManager;
    }

    /** For clients that take a context, as the JDK's do. */
    public SSLContext context() {
        return context;
    }

    /** Always the same instance, so that connections can be kept and reused. */
    public SSLSocketFactory sockets() {
        return sockets;
    }
}
