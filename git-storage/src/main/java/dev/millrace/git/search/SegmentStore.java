package dev.millrace.git.search;

import dev.millrace.kit.database.Transaction;
import java.util.Collection;
import java.util.List;

/** Rows of {@code git.search_segment} and {@code git.search_block}, and the lock of a team's index. */
final class SegmentStore {

    private static final int ROWS_AT_ONCE = 64;

    /**
     * A part of a team's index.
     *
     * @param level 0 for what was written at once, one more with each merge
     * @param first number of its first content
     * @param last number of its last content
     */
    record Segment(long id, int level, int first, int last) {}

    /** Some trigrams of a segment, as {@link PostingsBlock} reads them. */
    static final class Block {

        private final int firstTrigram;
        private final byte[] postings;

        Block(int firstTrigram, byte[] postings) {
            this.firstTrigram = firstTrigram;
            this.postings = postings;
        }

        int firstTrigram() {
            return firstTrigram;
        }

        byte[] postings() {
            return postings;
        }
    }

    /** Waits until no other transaction changes the index of the team, and keeps others from it until this one ends. */
    void lock(Transaction tx, String team) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('git.search'), hashtext(:team))")
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    long add(Transaction tx, String team, int level, int first, int last) {
        return tx.handle()
                .createQuery("""
                        insert into git.search_segment (team, level, first_number, last_number)
                        values (:team, :level, :first, :last)
                        returning id
                        """)
                .bind("team", team)
                .bind("level", level)
                .bind("first", first)
                .bind("last", last)
                .mapTo(Long.class)
                .one();
    }

    void addBlocks(Transaction tx, long segmentId, List<Block> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        var batch = tx.handle()
                .prepareBatch("insert into git.search_block (segment_id, first_trigram, postings) values (?, ?, ?)");
        for (Block block : blocks) {
            batch.bind(0, segmentId)
                    .bind(1, block.firstTrigram())
                    .bind(2, block.postings())
                    .add();
        }
        batch.execute();
    }

    /** Those of a team in the order of their numbers. */
    List<Segment> segments(Transaction tx, String team) {
        return tx.handle()
                .createQuery("""
                        select id, level, first_number, last_number from git.search_segment
                        where team = :team order by last_number
                        """)
                .bind("team", team)
                .map((row, context) -> new Segment(
                        row.getLong("id"), row.getInt("level"), row.getInt("first_number"), row.getInt("last_number")))
                .list();
    }

    /** The next blocks of a segment that begin after a trigram. */
    List<Block> blocks(Transaction tx, long segmentId, int after) {
        return tx.handle()
                .createQuery("""
                        select first_trigram, postings from git.search_block
                        where segment_id = :id and first_trigram > :after
                        order by first_trigram limit :limit
                        """)
                .bind("id", segmentId)
                .bind("after", after)
                .bind("limit", ROWS_AT_ONCE)
                .map((row, context) -> new Block(row.getInt("first_trigram"), row.getBytes("postings")))
                .list();
    }

    /** The blocks in which these trigrams are, if the segment has them. */
    List<Block> find(Transaction tx, long segmentId, Collection<Integer> trigrams) {
        return tx.handle()
                .createQuery("""
                        select b.first_trigram, b.postings
                        from (
                            select distinct (
                                select first_trigram from git.search_block
                                where segment_id = :id and first_trigram <= wanted.trigram
                                order by first_trigram desc limit 1) as first_trigram
                            from unnest(:trigrams::int[]) as wanted (trigram)) f
                        join git.search_block b on b.segment_id = :id and b.first_trigram = f.first_trigram
                        order by b.first_trigram
                        """)
                .bind("id", segmentId)
                .bindArray("trigrams", Integer.class, trigrams)
                .map((row, context) -> new Block(row.getInt("first_trigram"), row.getBytes("postings")))
                .list();
    }

    void delete(Transaction tx, Collection<Long> segments) {
        tx.handle()
                .createUpdate("delete from git.search_segment where id = any(:ids)")
                .bindArray("ids", Long.class, segments)
                .execute();
    }

    void deleteAll(Transaction tx, String team) {
        tx.handle()
                .createUpdate("delete from git.search_segment where team = :team")
                .bind("team", team)
                .execute();
    }
}
