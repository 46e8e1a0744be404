package dev.millrace.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.JobReport.TestCount;
import dev.millrace.pipeline.report.Annotation.Level;
import dev.millrace.pipeline.workflow.ArtifactDefinition;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadReportsTest {

    private static final String FAILING = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="com.acme.FooTest" tests="4" failures="1" errors="1" skipped="1">
              <properties><property name="a" value="b"/></properties>
              <testcase name="passes" classname="com.acme.FooTest" time="0.1"><system-out>x</system-out></testcase>
              <testcase name="fails" classname="com.acme.FooTest" time="0.1">
                <failure message="expected: 1 but was: 2" type="AssertionError"><![CDATA[AssertionError: expected: 1 but was: 2
                at org.junit.Assert.fail(Assert.java:89)
                at com.acme.FooTest.fails(FooTest.java:12)]]></failure>
              </testcase>
              <testcase name="breaks" classname="com.acme.FooTest"><error message="broken"/></testcase>
              <testcase name="skips" classname="com.acme.FooTest"><skipped/></testcase>
            </testsuite>
            """;

    @TempDir
    Path root;

    @TempDir
    Path outside;

    private final Annotations annotations = new Annotations();

    @Test
    void countsTestsAndShowsWhereOnesFailed() throws IOException {
        write("target/TEST-Foo.xml", FAILING);
        write("src/test/java/com/acme/FooTest.java", "class FooTest {}");

        Optional<TestCount> tests = read("target/*.xml");

        assertThat(tests).contains(new TestCount(1, 2, 1));
        assertThat(annotations.all()).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo("src/test/java/com/acme/FooTest.java");
            assertThat(one.startLine()).isEqualTo(12);
            assertThat(one.level()).isEqualTo(Level.FAILURE);
            assertThat(one.title()).contains("com.acme.FooTest.fails");
            assertThat(one.message()).startsWith("AssertionError: expected: 1 but was: 2");
        });
    }

    @Test
    void readsThePlaceFromTheReportOrFromTheTextOfTheFailure() throws IOException {
        write("tests/test_a.py", "");
        write("r1.xml", """
                <testsuites><testsuite><testcase classname="t" name="one" file="tests/test_a.py" line="4">
                <failure message="no"/></testcase></testsuite></testsuites>""");
        write("r2.xml", """
                <testsuite><testcase classname="tests.test_a" name="two"><failure message="assert 1 == 2">def test():
                &gt;  assert 1 == 2
                tests/test_a.py:9: AssertionError</failure></testcase></testsuite>""");

        assertThat(read("*.xml")).contains(new TestCount(0, 2, 0));
        assertThat(annotations.all()).extracting(Annotation::startLine).containsExactly(4, 9);
    }

    @Test
    void readsTheResultsOfSarif() throws IOException {
        write("src/a.c", "");
        write("out/scan.sarif", """
                {"$schema": "x", "version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scan", "rules": [{"id": "R1"}]}},
                 "results": [
                  {"ruleId": "R1", "level": "error", "message": {"text": "leak"}, "locations": [{"physicalLocation":
                    {"artifactLocation": {"uri": "src/a.c"}, "region": {"startLine": 3, "endLine": 5}}}]},
                  {"ruleId": "R2", "message": {"text": "style"}, "locations": [{"physicalLocation":
                    {"artifactLocation": {"uri": "file://%s/src/a.c"}, "region": {"startLine": 7}}}]},
                  {"ruleId": "R3", "level": "note", "message": {"text": "of no file"}, "locations": []},
                  {"ruleId": "R4", "kind": "pass", "message": {"text": "fine"}, "locations": [{"physicalLocation":
                    {"artifactLocation": {"uri": "src/a.c"}}}]},
                  {"ruleId": "R5", "suppressions": [{"kind": "inSource"}], "message": {"text": "accepted"}, "locations":
                    [{"physicalLocation": {"artifactLocation": {"uri": "src/a.c"}}}]}
                 ]}]}""".formatted(root.toRealPath()));

        assertThat(read("out/**")).isEmpty();
        assertThat(annotations.all())
                .containsExactly(
                        new Annotation("src/a.c", 3, 5, Level.FAILURE, "leak", Optional.of("R1")),
                        new Annotation("src/a.c", 7, 7, Level.WARNING, "style", Optional.of("R2")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE testsuite [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><testsuite><testcase name='&x;'/></testsuite>",
                "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><testsuite><testcase name='&b;'/></testsuite>",
                "<project><testcase/></project>",
                "<testsuite><testcase>",
                "<testsuite>&nothing;</testsuite>",
                "no xml",
                ""
            })
    void ignoresWhatIsNoWholeReport(String text) throws IOException {
        write("r.xml", text);
        write("r.sarif", text);
        write("r.json", "[1,{\"version\":");

        assertThat(read("*")).isEmpty();
        assertThat(annotations.all()).isEmpty();
    }

    @Test
    void followsNoLinksAndReadsNothingThatIsNoArtifact() throws IOException {
        Files.writeString(outside.resolve("r.xml"), "<testsuite><testcase/></testsuite>");
        Files.createSymbolicLink(root.resolve("r.xml"), outside.resolve("r.xml"));
        Files.createSymbolicLink(root.resolve("linked"), outside);
        write("other.xml", "<testsuite><testcase/></testsuite>");
        write(".git/r.xml", "<testsuite><testcase/></testsuite>");

        assertThat(read("r.xml", "linked/*", ".git/*")).isEmpty();
    }

    @Test
    void readsFiftyFilesOfTenMebibytesAtMost() throws IOException {
        for (int number = 0; number < 60; number++) {
            write("r%02d.xml".formatted(number), "<testsuite><testcase/></testsuite>");
        }
        write("r00.xml", "<testsuite><testcase/></testsuite>" + " ".repeat((10 << 20) + 1));

        assertThat(read("*.xml")).contains(new TestCount(49, 0, 0));
    }

    @Test
    void keepsAThousandAnnotationsWithoutRepetitions() {
        for (int round = 0; round < 2; round++) {
            for (int line = 1; line <= 1_500; line++) {
                annotations.add(new Annotation("a.c", line, Level.WARNING, "same", Optional.empty()));
            }
        }

        assertThat(annotations.all()).hasSize(1_000).doesNotHaveDuplicates();
    }

    private Optional<TestCount> read(String... patterns) throws IOException {
        var artifact =
                new ArtifactDefinition("reports", List.of(patterns), ArtifactDefinition.When.ALWAYS, Optional.empty());
        var plain = new JobDefinition("unit", "", List.of("true"), Map.of());
        var job = new JobDefinition(
                plain.name(),
                plain.description(),
                plain.steps(),
                plain.env(),
                plain.needs(),
                plain.timeout(),
                plain.retries(),
                plain.retryOn(),
                plain.condition(),
                plain.image(),
                plain.workingDirectory(),
                plain.packages(),
                plain.secrets(),
                plain.configs(),
                plain.matrix(),
                List.of(artifact),
                plain.caches(),
                plain.identities());
        return ReadReports.read(job, new CheckoutFiles(root), annotations);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
