package dev.millrace.git.search;

import dev.millrace.git.check.Cancellation;
import dev.millrace.git.search.IndexedFile.Position;
import dev.millrace.git.search.SegmentStore.Block;
import dev.millrace.git.search.SegmentStore.Segment;
import dev.millrace.kit.database.Database;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the files that may match a query, segment by segment. */
final class FindText {

    private static final int NUMBERS_AT_ONCE = 500;

    private final Database database;
    private final SegmentStore segments;
    private final IndexedFileStore files;

    FindText(Database database, SegmentStore segments, IndexedFileStore files) {
        this.database = database;
        this.segments = segments;
        this.files = files;
    }

    /** At most that many files after a position; fewer only if there are no more. */
    List<IndexedFile> find(SearchScope scope, TextQuery query, Optional<Position> after, int limit) {
        List<IndexedFile> found = new ArrayList<>();
        List<Segment> parts = database.inTransaction(tx -> segments.segments(tx, scope.team()));
        int highest = after.map(Position::number).orElse(Integer.MAX_VALUE);
        for (Segment segment : parts.reversed()) {
            if (segment.first() > highest) {
                continue;
            }
            BitSet candidates = candidates(segment, query);
            int from = Math.min(highest, segment.last()) - segment.first();
            int at = candidates.previousSetBit(from);
            while (at >= 0) {
                Cancellation.check();
                List<Integer> numbers = new ArrayList<>();
                while (at >= 0 && numbers.size() < NUMBERS_AT_ONCE) {
                    numbers.add(segment.first() + at);
                    at = at == 0 ? -1 : candidates.previousSetBit(at - 1);
                }
                int missing = limit - found.size();
                found.addAll(database.inTransaction(tx -> files.files(tx, scope, numbers, after, missing)));
                if (found.size() == limit) {
                    return found;
                }
            }
        }
        return found;
    }

    private BitSet candidates(Segment segment, TextQuery query) {
        Cancellation.check();
        BitSet all = new BitSet();
        all.set(0, segment.last() - segment.first() + 1);
        List<Integer> wanted = List.copyOf(query.named());
        if (wanted.isEmpty()) {
            return query.select(all, trigram -> all);
        }
        List<Block> blocks = database.inTransaction(tx -> segments.find(tx, segment.id(), wanted));
        Map<Integer, BitSet> having = new HashMap<>();
        return query.select(all, trigram -> having.computeIfAbsent(trigram, one -> having(one, blocks, segment)));
    }

    /** Blocks are in order, so the last one that begins at or before the trigram has it, if any has. */
    private static BitSet having(int trigram, List<Block> blocks, Segment segment) {
        @Nullable Block last = null;
        for (Block block : blocks) {
            if (block.firstTrigram() > trigram) {
                break;
            }
            last = block;
        }
        @Nullable
        BitSet found = last == null
                ? null
                : PostingsBlock.find(trigram, last.firstTrigram(), last.postings(), segment.first());
        return found == null ? new BitSet() : found;
    }
}
