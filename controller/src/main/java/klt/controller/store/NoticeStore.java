package klt.controller.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import klt.controller.core.notice.Notice;

/** The undelivered notices on the state topic. */
public final class NoticeStore extends DocumentStore<Notice> {

    public NoticeStore() {
        super("notice", Notice.class, Notice::subject);
    }

    /** Returns the subjects of the notices that are too old to be delivered. */
    public List<String> surplus(Instant now) {
        return all().stream()
                .filter(notice -> notice.isTooOld(now))
                .map(Notice::subject)
                .toList();
    }

    /** Returns all notices, oldest first. */
    public List<Notice> all() {
        return sorted(Comparator.comparing(Notice::endedAt));
    }
}
