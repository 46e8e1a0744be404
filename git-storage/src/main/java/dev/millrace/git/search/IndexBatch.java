package dev.millrace.git.search;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.search.SegmentStore.Block;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Changes of the files of one slot, written in transactions of a limited size. Files that are binary or too large are left out. For
 * one thread.
 */
final class IndexBatch {

    /** Longer paths do not fit into an index of the database. */
    private static final int LONGEST_PATH = 1_000;

    private static final int FILES_AT_ONCE = 2_000;

    private final Database database;
    private final IndexedFileStore files;
    private final SegmentStore segments;
    private final Guard guard;
    private final StoredRepository repository;
    private final int largestFile;
    private final PendingPostings postings;
    private final Trigrams trigrams = new Trigrams();

    private final List<Change> waiting = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<Change> added = new ArrayList<>();
    private final List<ObjectId> contents = new ArrayList<>();

    /** A file at a path now; with the same content or with another than before. */
    private record Change(String path, ObjectId content) {}

    /** Ends the work if it must not go on. */
    @FunctionalInterface
    interface Guard {

        /** Throws an unchecked exception unless the process still holds the lease, which it then does until the end of the transaction. */
        void check(Transaction tx);
    }

    IndexBatch(
            Database database,
            IndexedFileStore files,
            SegmentStore segments,
            Guard guard,
            StoredRepository repository,
            SearchConfig config) {
        this.database = database;
        this.files = files;
        this.segments = segments;
        this.guard = guard;
        this.repository = repository;
        this.largestFile = config.largestFile();
        this.postings = new PendingPostings(config.postings());
    }

    /** Records that there is nothing at a path any more, or something else. */
    void remove(ObjectReader reader, long bit, String path) throws IOException {
        if (isFull()) {
            flush(reader, bit);
        }
        removed.add(path);
    }

    /** Records that a content is at a path; what was there before has been removed. */
    void add(ObjectReader reader, long bit, String path, ObjectId content) throws IOException {
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH || path.indexOf('\0') >= 0) {
            return;
        }
        waiting.add(new Change(path, content));
        if (isFull()) {
            flush(reader, bit);
        }
    }

    private boolean isFull() {
        return waiting.size() + removed.size() >= FILES_AT_ONCE;
    }

    /** Writes all that was recorded. */
    void flush(ObjectReader reader, long bit) throws IOException {
        Set<ObjectId> known = new HashSet<>(database.inTransaction(tx -> files.numbers(
                        tx,
                        repository.team(),
                        waiting.stream().map(Change::content).toList()))
                .keySet());
        for (Change change : waiting) {
            if (known.contains(change.content())) {
                added.add(change);
                continue;
            }
            Optional<String> text = text(reader, change.content());
            if (text.isEmpty()) {
                continue;
            }
            int[] found = trigrams.of(text.get());
            if (!postings.fits(found.length)) {
                write(bit);
            }
            postings.add(contents.size(), found);
            contents.add(change.content());
            known.add(change.content());
            added.add(change);
        }
        waiting.clear();
        write(bit);
    }

    private Optional<String> text(ObjectReader reader, ObjectId content) throws IOException {
        ObjectLoader loader = reader.open(content, Constants.OBJ_BLOB);
        if (loader.getSize() > largestFile) {
            return Optional.empty();
        }
        byte[] bytes = loader.getBytes(largestFile);
        return RawText.isBinary(bytes, bytes.length, true)
                ? Optional.empty()
                : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    private void write(long bit) {
        if (removed.isEmpty() && added.isEmpty()) {
            return;
        }
        database.useTransaction(tx -> {
            guard.check(tx);
            files.remove(tx, repository.id(), bit, removed);
            segments.lock(tx, repository.team());
            Map<ObjectId, Integer> numbers = files.numbers(
                    tx, repository.team(), added.stream().map(Change::content).toList());
            addContents(tx, numbers);
            List<Change> here = added.stream()
                    .filter(change -> numbers.containsKey(change.content()))
                    .toList();
            files.add(
                    tx,
                    repository.id(),
                    repository.team(),
                    bit,
                    here.stream().map(Change::path).toList(),
                    here.stream()
                            .map(change -> numbers.getOrDefault(change.content(), -1))
                            .toList());
        });
        removed.clear();
        added.clear();
        contents.clear();
        postings.clear();
    }

    /** Adds the contents that no other process has added meanwhile, and their numbers to the map. */
    private void addContents(Transaction tx, Map<ObjectId, Integer> numbers) {
        List<ObjectId> missing = contents.stream()
                .filter(content -> !numbers.containsKey(content))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        String team = repository.team();
        int first = files.nextNumber(tx, team);
        files.addContents(tx, team, first, missing);
        for (int i = 0; i < missing.size(); i++) {
            numbers.put(missing.get(i), first + i);
        }
        List<Block> blocks = new ArrayList<>();
        var writer = new PostingsBlock.Writer(first, (trigram, bytes) -> blocks.add(new Block(trigram, bytes)));
        postings.writeTo(writer, content -> {
            int number = numbers.getOrDefault(contents.get(content), -1);
            return number >= first ? number : -1;
        });
        segments.addBlocks(tx, segments.add(tx, team, 0, first, first + missing.size() - 1), blocks);
    }
}
