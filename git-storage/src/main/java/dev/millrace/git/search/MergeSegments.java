package dev.millrace.git.search;

import dev.millrace.git.search.SegmentStore.Block;
import dev.millrace.git.search.SegmentStore.Segment;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the segments of a team few: eight of one level become one of the next, without contents that no file has any more. The
 * result has at most 262,144 numbers, which limits what one search keeps in memory.
 */
final class MergeSegments {

    private static final int AT_ONCE = 8;
    private static final int MOST_CONTENTS = 1 << 18;
    private static final int ROWS_AT_ONCE = 64;

    private final Database database;
    private final SegmentStore segments;
    private final IndexedFileStore files;

    MergeSegments(Database database, SegmentStore segments, IndexedFileStore files) {
        this.database = database;
        this.segments = segments;
        this.files = files;
    }

    /** Merges what is to be merged. */
    void of(String team) {
        boolean hasMerged = true;
        while (hasMerged) {
            hasMerged = database.inTransaction(tx -> {
                segments.lock(tx, team);
                Optional<List<Segment>> due = due(segments.segments(tx, team));
                due.ifPresent(parts -> merge(tx, team, parts));
                return due.isPresent();
            });
        }
    }

    /** The first eight consecutive segments of one level that are small enough together. */
    static Optional<List<Segment>> due(List<Segment> inOrder) {
        for (int from = 0; from + AT_ONCE <= inOrder.size(); from++) {
            List<Segment> parts = inOrder.subList(from, from + AT_ONCE);
            int level = parts.getFirst().level();
            if (parts.stream().allMatch(part -> part.level() == level)
                    && parts.getLast().last() - parts.getFirst().first() < MOST_CONTENTS) {
                return Optional.of(List.copyOf(parts));
            }
        }
        return Optional.empty();
    }

    private void merge(Transaction tx, String team, List<Segment> parts) {
        int first = parts.getFirst().first();
        int last = parts.getLast().last();
        files.deleteUnused(tx, team, first, last);
        BitSet used = new BitSet();
        files.numbers(tx, team, first, last).forEach(number -> used.set(number - first));
        long id = segments.add(tx, team, parts.getFirst().level() + 1, first, last);
        List<Block> written = new ArrayList<>();
        var writer = new PostingsBlock.Writer(first, (trigram, postings) -> {
            written.add(new Block(trigram, postings));
            if (written.size() == ROWS_AT_ONCE) {
                segments.addBlocks(tx, id, written);
                written.clear();
            }
        });
        List<Source> sources = parts.stream().map(part -> new Source(tx, part)).toList();
        while (true) {
            int trigram = sources.stream()
                    .filter(source -> !source.isAtEnd())
                    .mapToInt(Source::trigram)
                    .min()
                    .orElse(-1);
            if (trigram < 0) {
                break;
            }
            for (Source source : sources) {
                if (!source.isAtEnd() && source.trigram() == trigram) {
                    source.copyTo(writer, used, first);
                }
            }
        }
        writer.end();
        segments.addBlocks(tx, id, written);
        segments.delete(tx, parts.stream().map(Segment::id).toList());
    }

    /** One of the segments that are merged, read from its first trigram to its last. */
    private final class Source {

        private final Transaction tx;
        private final Segment segment;
        private final Deque<Block> blocks = new ArrayDeque<>();
        private int lastBlock = -1;
        private PostingsBlock.@Nullable Reader reader;

        Source(Transaction tx, Segment segment) {
            this.tx = tx;
            this.segment = segment;
            advance();
        }

        boolean isAtEnd() {
            return reader == null;
        }

        int trigram() {
            return reader == null ? -1 : reader.trigram();
        }

        void copyTo(PostingsBlock.Writer writer, BitSet used, int offset) {
            if (reader != null) {
                int trigram = reader.trigram();
                reader.forEach(number -> {
                    if (used.get(number - offset)) {
                        writer.add(trigram, number);
                    }
                    return true;
                });
                advance();
            }
        }

        private void advance() {
            if (reader != null && reader.next()) {
                return;
            }
            if (blocks.isEmpty()) {
                blocks.addAll(segments.blocks(tx, segment.id(), lastBlock));
            }
            Block next = blocks.poll();
            if (next == null) {
                reader = null;
                return;
            }
            lastBlock = next.firstTrigram();
            var opened = new PostingsBlock.Reader(next.firstTrigram(), next.postings(), segment.first());
            opened.next();
            reader = opened;
        }
    }
}
