# hard-to-end.sh KIND JOURNAL: a service of a kind; each of its processes notes `service PID` in the journal.
export JOURNAL="$2"
note='echo "service $$" >> "$JOURNAL"'
deaf="trap '' TERM HUP INT; $note; exec sleep 1000"
bare='trap "" TERM HUP INT; echo "service $$" >> "$0"; exec sleep 1000'
case $1 in
  plain) ;;
  deaf) trap '' TERM HUP INT ;;
  daemon) (setsid sh -c "$deaf" > /dev/null 2>&1 < /dev/null &) ;;
  cleared) (setsid env -i /bin/sh -c "$bare" "$JOURNAL" > /dev/null 2>&1 < /dev/null &) ;;
  unmarked)
    # Nothing but its parent tells of it, which is not to leave because nobody reads.
    trap '' PIPE
    env -i "$(command -v prlimit)" --locks=unlimited: "$(command -v setsid)" -w /bin/sh -c "$bare" "$JOURNAL" &
    ;;
  launcher)
    (setsid sh -c "$deaf" > /dev/null 2>&1 < /dev/null &)
    exit 0
    ;;
  forks) (while :; do sh -c "$note; exec sleep 0.2" & sleep 0.05; done) & ;;
esac
eval "$note"
echo up
exec sleep 1000
