/** Creates the values of a run's messages: chooses the writer for each format, and prepares whatever the format needs. */
@NullMarked
package klt.worker.produce.payload;

import org.jspecify.annotations.NullMarked;
