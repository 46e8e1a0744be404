package dev.millrace.git.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.SymbolicRef;
import org.junit.jupiter.api.Test;

class RefAdvertisementTest {

    private static final ObjectId ONE = ObjectId.fromString("1".repeat(40));
    private static final ObjectId TWO = ObjectId.fromString("2".repeat(40));

    private final Ref main = branch("refs/heads/main");
    private final RefAdvertisement refs = RefAdvertisement.of(SortedRefs.of(new Ref[] {
        new SymbolicRef("HEAD", main),
        branch("refs/heads/a"),
        branch("refs/heads/ab"),
        main,
        new ObjectIdRef.PeeledTag(Ref.Storage.PACKED, "refs/tags/v1", ONE, TWO)
    }));

    @Test
    void listsAllWithTargetsAndPeeledTags() throws IOException {
        assertThat(list(true, true))
                .containsExactly(
                        "0050" + ONE.name() + " HEAD symref-target:refs/heads/main",
                        "003a" + ONE.name() + " refs/heads/a",
                        "003b" + ONE.name() + " refs/heads/ab",
                        "003d" + ONE.name() + " refs/heads/main",
                        "006a" + ONE.name() + " refs/tags/v1 peeled:" + TWO.name());
    }

    @Test
    void leavesOutWhatWasNotAskedFor() throws IOException {
        assertThat(list(false, false)).contains("0032" + ONE.name() + " HEAD", "003a" + ONE.name() + " refs/tags/v1");
    }

    @Test
    void listsEachRefOnceHoweverManyPrefixesItHas() throws IOException {
        assertThat(list(true, true, "refs/heads/ab", "refs/heads/a", "refs/tags/none"))
                .containsExactly("003a" + ONE.name() + " refs/heads/a", "003b" + ONE.name() + " refs/heads/ab");
    }

    @Test
    void reportsAHeadWithoutABranchOnlyOnRequest() throws IOException {
        var empty = RefAdvertisement.of(SortedRefs.of(
                new Ref[] {new SymbolicRef("HEAD", new ObjectIdRef.Unpeeled(Ref.Storage.NEW, "refs/heads/trunk", null))
                }));

        assertThat(text(empty.list(new RefAdvertisement.Query(true, true, true, List.of("HEAD")))))
                .isEqualTo("002funborn HEAD symref-target:refs/heads/trunk\n");
        assertThat(text(empty.list(new RefAdvertisement.Query(true, true, false, List.of()))))
                .isEmpty();
        assertThat(text(empty.advertise("caps"))).isEqualTo("0042" + "0".repeat(40) + " capabilities^{}\0caps\n");
    }

    @Test
    void beginsVersionZeroWithCapabilities() throws IOException {
        assertThat(text(refs.advertise("x")).lines())
                .containsExactly(
                        "0034" + ONE.name() + " HEAD\0x",
                        "003a" + ONE.name() + " refs/heads/a",
                        "003b" + ONE.name() + " refs/heads/ab",
                        "003d" + ONE.name() + " refs/heads/main",
                        "003a" + ONE.name() + " refs/tags/v1",
                        "003d" + TWO.name() + " refs/tags/v1^{}");
    }

    @Test
    void findsAFewOfManyAcrossTheEdgesOfItsPieces() throws IOException {
        var many = RefAdvertisement.of(SortedRefs.of(IntStream.range(0, 2_000)
                .mapToObj(i -> branch("refs/heads/b%04d".formatted(i)))
                .toArray(Ref[]::new)));

        for (int from : new int[] {0, 5, 25, 51, 199}) {
            String prefix = "refs/heads/b%03d".formatted(from);
            List<String> expected = IntStream.range(from * 10, from * 10 + 10)
                    .mapToObj(i -> "003e" + ONE.name() + " refs/heads/b%04d".formatted(i))
                    .toList();

            var query = new RefAdvertisement.Query(true, true, false, List.of(prefix));
            assertThat(text(many.list(query)).lines().toList()).isEqualTo(expected);
            assertThat(text(many.list(query)).lines().toList()).isEqualTo(expected);
        }
        assertThat(text(many.list(new RefAdvertisement.Query(true, true, false, List.of())))
                        .lines())
                .hasSize(2_000);
    }

    @Test
    void copiesNothingOfAListBeforeItIsWritten() throws IOException {
        int count = 20_000;
        var many = RefAdvertisement.of(SortedRefs.of(IntStream.range(0, count)
                .mapToObj(i -> branch("refs/heads/b%05d".formatted(i)))
                .toArray(Ref[]::new)));
        var query = new RefAdvertisement.Query(false, true, false, List.of());
        many.list(query);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        RefAdvertisement.Lines lines = many.list(query);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(100_000);
        assertThat(text(lines).lines()).hasSize(count);
    } // #9.2

    @Test
    void countsTheBytesOfNamesOutsideAscii() throws IOException {
        var named = RefAdvertisement.of(
                SortedRefs.of(new Ref[] {branch("refs/heads/\u00e4\u20ac\ud83d\ude00"), branch("refs/heads/\ud83d")}));

        assertThat(text(named.list(new RefAdvertisement.Query(false, false, false, List.of())))
                        .lines())
                .hasSize(2);
    } // #9.2

    private List<String> list(boolean peel, boolean symrefs, String... prefixes) throws IOException {
        return text(refs.list(new RefAdvertisement.Query(peel, symrefs, false, List.of(prefixes))))
                .lines()
                .toList();
    }

    private static String text(RefAdvertisement.Lines lines) throws IOException {
        var bytes = new ByteArrayOutputStream();
        lines.writeTo(bytes);
        assertThat(bytes.size()).isEqualTo((int) lines.size());
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Ref branch(String name) {
        return new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, name, ONE);
    }
}
