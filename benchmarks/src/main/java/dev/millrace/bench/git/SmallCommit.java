package dev.millrace.bench.git;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;

/** A commit with one file, and the pack that contains it: three objects, see gitformat-pack(5). */
final class SmallCommit {

    private static final int COMMIT = 1;
    private static final int TREE = 2;
    private static final int BLOB = 3;

    private final String id;
    private final byte[] pack;

    private SmallCommit(String id, byte[] pack) {
        this.id = id;
        this.pack = pack;
    }

    /**
     * Creates one.
     *
     * @param parent id of the commit that it follows
     * @param content of its only file; another content makes another commit
     */
    static SmallCommit after(String parent, String content) {
        return of("parent %s\n".formatted(parent), content);
    }

    /** One without a parent. */
    static SmallCommit first(String content) {
        return of("", content);
    }

    private static SmallCommit of(String parents, String content) {
        byte[] blob = (content + "\n").getBytes(StandardCharsets.UTF_8);
        var tree = new ByteArrayOutputStream();
        tree.writeBytes("100644 file.txt\0".getBytes(StandardCharsets.UTF_8));
        tree.writeBytes(HexFormat.of().parseHex(id("blob", blob)));
        byte[] commit =
                """
                tree %s
                %sauthor Ann <ann@example.invalid> 1600000000 +0000
                committer Ann <ann@example.invalid> 1600000000 +0000

                %s
                """.formatted(id("tree", tree.toByteArray()), parents, content).getBytes(StandardCharsets.UTF_8);
        var pack = new ByteArrayOutputStream();
        pack.writeBytes("PACK".getBytes(StandardCharsets.US_ASCII));
        pack.writeBytes(ByteBuffer.allocate(8).putInt(2).putInt(3).array());
        add(pack, COMMIT, commit);
        add(pack, TREE, tree.toByteArray());
        add(pack, BLOB, blob);
        pack.writeBytes(sha1().digest(pack.toByteArray()));
        return new SmallCommit(id("commit", commit), pack.toByteArray());
    }

    /** A pack without objects, for a push that sends none. */
    static byte[] emptyPack() {
        var pack = new ByteArrayOutputStream();
        pack.writeBytes("PACK".getBytes(StandardCharsets.US_ASCII));
        pack.writeBytes(ByteBuffer.allocate(8).putInt(2).putInt(0).array());
        pack.writeBytes(sha1().digest(pack.toByteArray()));
        return pack.toByteArray();
    }

    /** Name of the commit, 40 hexadecimal digits. */
    String id() {
        return id;
    }

    /** Not copied: no caller changes it. */
    byte[] pack() {
        return pack;
    }

    private static String id(String type, byte[] content) {
        MessageDigest digest = sha1();
        digest.update("%s %d\0".formatted(type, content.length).getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(content));
    }

    private static void add(ByteArrayOutputStream pack, int type, byte[] content) {
        int rest = content.length >> 4;
        int head = type << 4 | content.length & 15;
        while (rest > 0) {
            pack.write(head | 0x80);
            head = rest & 0x7f;
            rest >>= 7;
        }
        pack.write(head);
        try (var deflater = new Deflater()) {
            deflater.setInput(content);
            deflater.finish();
            var buffer = new byte[content.length + 64];
            pack.write(buffer, 0, deflater.deflate(buffer));
        }
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
