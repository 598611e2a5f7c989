/** What an auditor finds in the records that it reads: pure, without a list of messages. */
@NullMarked
package klt.worker.core.audit;

import org.jspecify.annotations.NullMarked;
