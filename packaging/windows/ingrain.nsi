; The installer for Windows, for one person and without an administrator. Compiled by make_installer.py:
;   makensis -DVERSION=0.1.0 -DFOLDER=dist\ingrain -DOUT=Ingrain-0.1.0-x64.exe ingrain.nsi
; What a person keeps is in %LOCALAPPDATA%\Ingrain and stays when Ingrain is removed, unless they tick that it goes too.

Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"
!include "LogicLib.nsh"

!ifndef VERSION
  !error "VERSION is not given"
!endif
!ifndef FOLDER
  !error "FOLDER is not given"
!endif
!ifndef OUT
  !error "OUT is not given"
!endif
!ifndef NUMBERS
  !define NUMBERS "${VERSION}.0"
!endif

!define NAME "Ingrain"
!define TYPE "Ingrain.Skill"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "InstallDir"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
ManifestSupportedOS Win10
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=1033 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1033 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "FileDescription" "${NAME} installer"
VIAddVersionKey /LANG=1033 "CompanyName" "The Ingrain authors"
VIAddVersionKey /LANG=1033 "LegalCopyright" "Apache-2.0"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\ingrain.exe"

!insertmacro MUI_PAGE_LICENSE "${FOLDER}\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "Ingrain needs a 64-bit Windows. Nothing was changed."
    Abort
  ${EndIf}
FunctionEnd

Section "Ingrain" SecProgram
  SectionIn RO
  ; The version before goes first, whole: no library of it may be found by the new one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\ingrain.exe"

  WriteRegStr HKCU "Software\${NAME}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.ingrain" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\.ingrain" "Content Type" "application/vnd.ingrain.skill+zip"
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "Ingrain skill"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\ingrain.exe,0"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\ingrain.exe" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\ingrain.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Ingrain authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "un.Ingrain" SecUninstall
  SectionIn RO
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\ingrain.exe"
  Delete "$INSTDIR\ingrain-cli.exe"
  Delete "$INSTDIR\LICENSE"
  Delete "$INSTDIR\THIRD_PARTY_LICENCES.txt"
  Delete "$INSTDIR\FILES.txt"
  Delete "$INSTDIR\sbom.cdx.json"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  ; Another program may have taken the file type over since.
  ReadRegStr $0 HKCU "Software\Classes\.ingrain" ""
  ${If} $0 == "${TYPE}"
    DeleteRegKey HKCU "Software\Classes\.ingrain"
  ${EndIf}
  DeleteRegKey HKCU "Software\${NAME}"
  DeleteRegKey HKCU "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section /o "un.My chats, skills and documents" SecData
  RMDir /r "$LOCALAPPDATA\${NAME}"
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SecUninstall} "The program itself."
  !insertmacro MUI_DESCRIPTION_TEXT ${SecData} "Everything you wrote and taught. This cannot be brought back."
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

; Says how much there is.
Function un.onInit
  ${If} ${FileExists} "$LOCALAPPDATA\${NAME}\*.*"
    ${GetSize} "$LOCALAPPDATA\${NAME}" "/S=0M" $0 $1 $2
    SectionSetText ${SecData} "My chats, skills and documents ($0 MB)"
  ${Else}
    SectionSetText ${SecData} ""
  ${EndIf}
FunctionEnd
