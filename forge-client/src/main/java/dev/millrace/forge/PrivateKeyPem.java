package dev.millrace.forge;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an RSA private key in PEM. GitHub hands out PKCS#1 (RFC 8017), Java reads PKCS#8 (RFC 5208) only. */
final class PrivateKeyPem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE KEY-----");

    /** {@code version 0, AlgorithmIdentifier { rsaEncryption, NULL }}: the header that PKCS#8 puts before the PKCS#1 key. */
    private static final byte[] RSA_PREFIX = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeyPem() {}

    /** @throws GeneralSecurityException if the text holds no RSA private key; the message does not quote the text */
    static PrivateKey read(String pem) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new InvalidKeySpecException("no PEM block PRIVATE KEY or RSA PRIVATE KEY");
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        boolean pkcs1 = block.group(1) != null;
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs1 ? wrap(der) : der));
    }

    private static byte[] wrap(byte[] pkcs1) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(RSA_PREFIX);
        writeValue(content, OCTET_STRING, pkcs1);
        var pkcs8 = new ByteArrayOutputStream();
        writeValue(pkcs8, SEQUENCE, content.toByteArray());
        return pkcs8.toByteArray();
    }

    /** One DER value: tag, length in the long form with two bytes (keys are longer than 127 bytes), content. */
    private static void writeValue(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        out.write(0x82);
        out.write(content.length >>> 8);
        out.write(content.length);
        out.writeBytes(content);
    }
}
