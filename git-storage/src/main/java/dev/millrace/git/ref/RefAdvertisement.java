package dev.millrace.git.ref;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * The refs of a repository as the Git protocol lists them, as of one instant. Lines are cached after the first request as
 * the bytes to send, in chunks, so that a list costs little more than its copy to the network, and a list by prefix reads
 * only the refs that it returns. Safe to share between threads.
 */
public final class RefAdvertisement {

    private static final int PIECE = 256;
    private static final String SYMREF_TARGET = " symref-target:";
    private static final String PEELED = " peeled:";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final SortedRefs sorted;
    private final AtomicReferenceArray<@Nullable Piece> listed;
    private final AtomicReferenceArray<@Nullable Piece> advertised;

    private RefAdvertisement(SortedRefs sorted) {
        this.sorted = sorted;
        int pieces = (sorted.size() + PIECE - 1) / PIECE;
        this.listed = new AtomicReferenceArray<>(pieces);
        this.advertised = new AtomicReferenceArray<>(pieces);
    }

    /** @param sorted peeled, with symbolic refs to refs that do not exist */
    public static RefAdvertisement of(SortedRefs sorted) {
        return new RefAdvertisement(sorted);
    }

    /** The current advertisement of the repository; fast where its ref database is a {@link Source}. */
    public static RefAdvertisement of(Repository repository) throws IOException {
        RefDatabase refs = repository.getRefDatabase();
        if (refs instanceof Source source) {
            return source.advertisement();
        }
        var all = new ArrayList<Ref>();
        for (Ref ref : refs.getRefs()) {
            all.add(ref.isPeeled() ? ref : refs.peel(ref));
        }
        Ref head = refs.exactRef(Constants.HEAD);
        if (head != null && all.stream().noneMatch(ref -> ref.getName().equals(Constants.HEAD))) {
            all.add(head);
        }
        all.sort(Comparator.comparing(Ref::getName));
        return new RefAdvertisement(SortedRefs.of(all.toArray(Ref[]::new)));
    }

    /** A ref database that caches its advertisement. */
    public interface Source {
        RefAdvertisement advertisement();
    }

    /**
     * The arguments of a client's {@code ls-refs} command, see gitprotocol-v2.
     *
     * @param peel whether annotated tags are listed with the object they point to
     * @param symrefs whether symbolic refs are listed with their target
     * @param unborn whether a HEAD whose branch does not exist yet is listed
     * @param prefixes names begin with one of these; empty for all refs
     */
    public record Query(boolean peel, boolean symrefs, boolean unborn, List<String> prefixes) {

        public Query {
            prefixes = List.copyOf(prefixes);
        }
    }

    /** The lines that answer {@code ls-refs}, by name, without the flush that ends them. */
    public Lines list(Query query) {
        var lines = new Lines();
        for (Range range : ranges(query.prefixes())) {
            Ref first = sorted.get(range.from());
            if (query.unborn() && first.getObjectId() == null && first.getName().equals(Constants.HEAD)) {
                lines.add(packet(unborn(first, query.symrefs())));
            }
            if (query.peel() && query.symrefs()) {
                addKept(lines, range, listed, RefAdvertisement::listLine);
            } else {
                addUnformatted(lines, range, query);
            }
        }
        return lines;
    }

    /**
     * The lines of protocol version 0, HEAD first, without the flush that ends them.
     *
     * @param capabilities separated by spaces
     */
    public Lines advertise(String capabilities) {
        var lines = new Lines();
        int first = 0;
        while (first < sorted.size() && sorted.get(first).getObjectId() == null) {
            first++;
        }
        if (first == sorted.size()) {
            lines.add(packet(ObjectId.zeroId().name() + " capabilities^{}\0" + capabilities));
            return lines;
        }
        Ref ref = sorted.get(first);
        lines.add(packet(name(ref.getObjectId()) + " " + ref.getName() + "\0" + capabilities));
        addPeeled(lines, ref);
        addKept(lines, new Range(first + 1, sorted.size()), advertised, RefAdvertisement::advertisedLine);
        return lines;
    }

    /** Where HEAD points, if it is symbolic and its branch exists; else empty text. */
    public String headTarget() {
        Ref head = sorted.find(Constants.HEAD);
        return head != null && head.isSymbolic() && head.getObjectId() != null
                ? head.getTarget().getName()
                : "";
    }

    private void addKept(Lines lines, Range range, AtomicReferenceArray<@Nullable Piece> pieces, LineForm form) {
        for (int at = range.from(); at < range.to(); ) {
            int number = at / PIECE;
            int start = number * PIECE;
            int end = Math.min(range.to(), start + PIECE);
            Piece piece = pieces.get(number);
            if (piece == null) {
                piece = piece(start, Math.min(sorted.size(), start + PIECE), form);
                pieces.set(number, piece);
            }
            int from = at == start ? 0 : piece.ends()[at - start - 1];
            lines.add(piece.bytes(), from, piece.ends()[end - start - 1]);
            at = end;
        }
    }

    /** Formats nothing yet: a response that is read slowly holds no copy of the list. */
    private void addUnformatted(Lines lines, Range range, Query query) {
        long size = 0;
        for (int at = range.from(); at < range.to(); at++) {
            size += listLineLength(sorted.get(at), query.peel(), query.symrefs());
        }
        lines.add(new Lines.Unformatted(sorted, range.from(), range.to(), query.peel(), query.symrefs()), size);
    }

    private Piece piece(int from, int to, LineForm form) {
        int[] ends = new int[to - from];
        byte[][] lines = new byte[to - from][];
        int size = 0;
        for (int at = from; at < to; at++) {
            lines[at - from] = form.line(sorted.get(at));
            size += lines[at - from].length;
            ends[at - from] = size;
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < lines.length; i++) {
            System.arraycopy(lines[i], 0, bytes, ends[i] - lines[i].length, lines[i].length);
        }
        return new Piece(bytes, ends);
    }

    private static byte[] listLine(Ref ref) {
        return listLine(ref, true, true);
    }

    private static byte[] listLine(Ref ref, boolean peel, boolean symrefs) {
        if (ref.getObjectId() == null) {
            return new byte[0];
        }
        StringBuilder line = new StringBuilder(160);
        line.append(name(ref.getObjectId())).append(' ').append(ref.getName());
        if (symrefs && ref.isSymbolic()) {
            line.append(SYMREF_TARGET).append(ref.getTarget().getName());
        }
        if (peel && ref.getPeeledObjectId() != null) {
            line.append(PEELED).append(name(ref.getPeeledObjectId()));
        }
        return packet(line.toString());
    }

    /** Bytes of {@link #listLine(Ref, boolean, boolean)}. */
    private static int listLineLength(Ref ref, boolean peel, boolean symrefs) {
        if (ref.getObjectId() == null) {
            return 0;
        }
        int length = 4 + Constants.OBJECT_ID_STRING_LENGTH + 1 + utf8Length(ref.getName()) + 1;
        if (symrefs && ref.isSymbolic()) {
            length += SYMREF_TARGET.length() + utf8Length(ref.getTarget().getName());
        }
        if (peel && ref.getPeeledObjectId() != null) {
            length += PEELED.length() + Constants.OBJECT_ID_STRING_LENGTH;
        }
        return length;
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (!Character.isSurrogate(c)) {
                length += 3;
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                // Java encodes half a surrogate pair as a question mark
                length++;
            }
        }
        return length;
    }

    private static String unborn(Ref head, boolean symrefs) {
        String line = "unborn " + head.getName();
        return symrefs ? line + SYMREF_TARGET + head.getTarget().getName() : line;
    }

    private static byte[] advertisedLine(Ref ref) {
        if (ref.getObjectId() == null) {
            return new byte[0];
        }
        byte[] line = packet(name(ref.getObjectId()) + " " + ref.getName());
        if (ref.getPeeledObjectId() == null) {
            return line;
        }
        byte[] peeled = peeledLine(ref, ref.getPeeledObjectId());
        byte[] both = Arrays.copyOf(line, line.length + peeled.length);
        System.arraycopy(peeled, 0, both, line.length, peeled.length);
        return both;
    }

    private static void addPeeled(Lines lines, Ref ref) {
        if (ref.getPeeledObjectId() != null) {
            lines.add(peeledLine(ref, ref.getPeeledObjectId()));
        }
    }

    private static byte[] peeledLine(Ref ref, ObjectId peeled) {
        return packet(name(peeled) + " " + ref.getName() + "^{}");
    }

    private static String name(@Nullable ObjectId id) {
        return id == null ? ObjectId.zeroId().name() : id.name();
    }

    private static byte[] packet(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        int length = text.length + 5;
        byte[] packet = new byte[length];
        packet[0] = HEX[length >>> 12 & 0xf];
        packet[1] = HEX[length >>> 8 & 0xf];
        packet[2] = HEX[length >>> 4 & 0xf];
        packet[3] = HEX[length & 0xf];
        System.arraycopy(text, 0, packet, 4, text.length);
        packet[length - 1] = '\n';
        return packet;
    }

    /** The parts of the list that match these prefixes, in order, each ref once. */
    private List<Range> ranges(List<String> prefixes) {
        if (prefixes.isEmpty()) {
            return sorted.size() == 0 ? List.of() : List.of(new Range(0, sorted.size()));
        }
        List<Range> found = new ArrayList<>();
        for (String prefix : prefixes) {
            int from = sorted.firstFrom(prefix);
            int to = sorted.firstAfter(prefix, from);
            if (from < to) {
                found.add(new Range(from, to));
            }
        }
        found.sort(Comparator.comparingInt(Range::from).thenComparingInt(Range::to));
        List<Range> merged = new ArrayList<>();
        int covered = 0;
        for (Range range : found) {
            if (range.to() > covered) {
                merged.add(new Range(Math.max(range.from(), covered), range.to()));
                covered = range.to();
            }
        }
        return merged;
    }

    private record Range(int from, int to) {}

    /** Lines in one array, with the end of each. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(byte[] bytes, int[] ends) {}

    private interface LineForm {
        byte[] line(Ref ref);
    }

    /** Bytes to send, in chunks that are shared and not copied, or formatted while they are written. */
    public static final class Lines {

        private final List<Part> parts = new ArrayList<>();
        private long size;

        private Lines() {}

        private void add(byte[] bytes) {
            add(bytes, 0, bytes.length);
        }

        private void add(byte[] bytes, int from, int to) {
            add(new Slice(bytes, from, to), to - from);
        }

        private void add(Part part, long bytes) {
            if (bytes > 0) {
                parts.add(part);
                size += bytes;
            }
        }

        /** Bytes of all lines. */
        public long size() {
            return size;
        }

        public void writeTo(OutputStream out) throws IOException {
            for (Part part : parts) {
                part.writeTo(out);
            }
        }

        private sealed interface Part {
            void writeTo(OutputStream out) throws IOException;
        }

        @SuppressWarnings("ArrayRecordComponent") // never compared
        private record Slice(byte[] bytes, int from, int to) implements Part {

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes, from, to - from);
            }
        }

        private record Unformatted(SortedRefs refs, int from, int to, boolean peel, boolean symrefs) implements Part {

            @Override
            public void writeTo(OutputStream out) throws IOException {
                for (int at = from; at < to; at++) {
                    out.write(listLine(refs.get(at), peel, symrefs));
                }
            }
        }
    }
}
