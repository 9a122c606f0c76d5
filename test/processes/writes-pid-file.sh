# writes-pid-file.sh FILE: is ready when it has written its pid.
echo $$ > "$1"
exec sleep 300
