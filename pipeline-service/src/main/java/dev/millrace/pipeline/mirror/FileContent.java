package dev.millrace.pipeline.mirror;

/** The bytes of a file, cut off one byte after the limit that the reader gave. */
public final class FileContent {

    private final byte[] bytes;

    /** @param bytes handed over, not copied */
    public FileContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }
}
