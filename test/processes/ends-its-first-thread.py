# A process that goes on when its first thread has ended: the system shows it as a zombie.
import ctypes
import threading
import time

threading.Thread(target=time.sleep, args=(300,)).start()
print("ready", flush=True)
ctypes.CDLL(None).pthread_exit(None)
