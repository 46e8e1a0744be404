/**
 * Where and how the script of a job runs: the port {@link dev.millrace.pipeline.executor.Executor}, and three
 * implementations: processes on the machine of this instance, containers of a Docker engine, and pods of a Kubernetes cluster (ADR 0066).
 *
 * <p>A job that is a process runs in a sandbox of bubblewrap where that works ({@link dev.millrace.pipeline.executor.Bubblewrap}, ADR 0059):
 * namespaces of its own, a file system that contains the tools of the machine and the job's own files, and no network. What it
 * may use of the machine is limited in any case, by resource limits of the kernel and by a watch ({@link
 * dev.millrace.pipeline.executor.WatchUse}) that stops a job by its memory, processes, CPU time and disk space.
 *
 * <p>When a job ends, so does every process that it started: the sandbox's PID namespace ends with its first process, and all
 * processes carry a resource limit as a mark ({@link dev.millrace.pipeline.executor.JobMark}, ADR 0031), also a daemon outside of a
 * sandbox that left the session and cleared its environment.
 */
@NullMarked
package dev.millrace.pipeline.executor;

import org.jspecify.annotations.NullMarked;
