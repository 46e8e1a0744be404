package dev.millrace.pipeline.mirror;

/** The bytes of a file, truncated one byte after the reader's limit. */
public final class FileContent {

    private final byte[] bytes;

    /** @param bytes not copied; the caller must not change them */
    public FileContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }
}
