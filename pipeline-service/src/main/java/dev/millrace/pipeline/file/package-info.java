/**
 * Files of jobs that outlive them, as archives in the store of objects: collecting, packing, unpacking, and the notes by which no object
 * stays without a use. What is kept and for how long, {@code artifact} and {@code cache} decide. No link that a job leaves is followed.
 */
@NullMarked
package dev.millrace.pipeline.file;

import org.jspecify.annotations.NullMarked;
