# Becomes a program that never waits for its child, which ends as soon as that is so.
sh -c 'until [ "$(cat /proc/$PPID/comm)" = sleep ]; do :; done' &
echo $$ > "$PIDS/leader"
exec sleep 300
