package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ServiceUserTest {

    @TempDir
    Path directory;

    @Test
    void warnsRootThatJobsControlTheMachine() {
        assertThat(new ServiceUser(Optional.of(0)).warning())
                .hasValueSatisfying(warning -> assertThat(warning).contains("runs as root", "parallel-jobs=0"));
    } // #9.9

    @Test
    void hasNoWarningForAnOrdinaryOrUnknownUser() {
        assertThat(new ServiceUser(Optional.of(1000)).warning()).isEmpty();
        assertThat(new ServiceUser(Optional.empty()).warning()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isTheOwnerOfTheFilesThatThisProcessMakes() throws Exception {
        Object owner = Files.getAttribute(Files.createFile(directory.resolve("file")), "unix:uid");

        assertThat(ServiceUser.current()).isEqualTo(new ServiceUser(Optional.of((Integer) owner)));
    }
}
