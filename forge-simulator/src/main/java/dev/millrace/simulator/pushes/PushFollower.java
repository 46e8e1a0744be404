package dev.millrace.simulator.pushes;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RefChange;
import java.util.List;

/** A listener for moved refs. Called with the repository locked, after the push was announced. */
public interface PushFollower {

    void follow(HostedRepository repository, Account pusher, List<RefChange> changes);
}
